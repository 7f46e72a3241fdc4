public import AtalayaLogs

/// Who is told what becomes of chunks. The calls come in the order of the events, one at a time, and must return
/// quickly.
public protocol DeliveryObserver: Sendable {
    /// The receiver has the chunk: checkpoints may move past it.
    func acknowledged(_ chunk: Chunk)
    /// The receiver refused the chunk for good; it will not be sent again.
    func quarantined(_ chunk: Chunk, reason: DropReason)
    /// The receiver does not take the chunk as it is, so it goes on as these parts, to find out which record is to blame.
    /// Each of them is acknowledged, quarantined or handed back; checkpoints may move past the chunk when none of its
    /// parts is underway any more (``SplitFamilies`` knows).
    func split(_ chunk: Chunk, into parts: [Chunk])
    /// Delivery has ended without an acknowledgement for these: checkpoints must stay before them.
    func undelivered(_ chunks: [Chunk])
    /// A connection to this receiver stands, or could not be made, or broke.
    func connectionChanged(_ change: ConnectionState, to address: String)
}

/// What an output says about its connection.
public enum ConnectionState: Sendable {
    case connected
    /// With `address: what happened`.
    case failed(ShellError)
}
