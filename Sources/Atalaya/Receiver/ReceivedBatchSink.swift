public import AtalayaLogs

/// Where a receiver puts what arrives.
public protocol ReceivedBatchSink: Sendable {
    /// Keeps the records. The acknowledgement is sent when this returns, so it must return only when they are safe.
    ///
    /// - Throws: when they cannot be kept; the connection is then closed without an acknowledgement and the client
    ///   sends them again.
    func store(_ batch: ReceivedBatch) async throws
}
