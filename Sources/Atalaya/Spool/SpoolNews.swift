public import AtalayaLogs

/// What happened in a ``SpoolStore`` since it was last asked.
public struct SpoolNews: Sendable {
    /// Something was given up.
    public struct Loss: Sendable {
        public var entry: SpoolEntry
        public var reason: DropReason
    }

    /// Chunks that are safe now: their sources may forget them.
    public var durable: [SpoolRecord] = []
    /// Records that were given up.
    public var losses: [Loss] = []
    /// What went wrong with files, however it ended.
    public var troubles: [ShellError] = []

    public init() {}
}

/// What became of a chunk that was to be put into a spool.
public enum SpoolAppendResult: Sendable {
    /// It is in the spool. Whether it is on the disk already, the news will tell.
    case written
    /// There is no room, and the source is to wait.
    case wait
    /// There is no room, or the chunk fits into no spool, and it is to be given up.
    case refused(DropReason)
    /// The disk does not do what it should. Trying again later may help.
    case failed(ShellError)
}
