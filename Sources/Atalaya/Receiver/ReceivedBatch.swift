public import AtalayaLogs

/// The records of one message of the forward protocol.
public struct ReceivedBatch: Sendable {
    public var tag: String
    public var records: [LogRecord]
    /// The chunk id as the client wrote it; nil when it wants no acknowledgement.
    public var chunk: String?

    public init(tag: String, records: [LogRecord], chunk: String? = nil) {
        self.tag = tag
        self.records = records
        self.chunk = chunk
    }
}

/// Where a receiver puts what arrives.
public protocol ReceivedBatchSink: Sendable {
    /// Keeps the records. The acknowledgement is sent when this returns, so it must return only when they are safe.
    ///
    /// - Throws: when they cannot be kept; the connection is then closed without an acknowledgement and the client sends them again.
    func store(_ batch: ReceivedBatch) async throws
}
