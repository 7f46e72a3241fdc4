public import AtalayaLogs

/// Who is told what becomes of chunks. The calls come in the order of the events, one at a time, and must return
/// quickly.
public protocol DeliveryObserver: Sendable {
    /// The receiver has the chunk: checkpoints may move past it.
    func acknowledged(_ chunk: Chunk)
    /// The receiver refused the chunk for good; it will not be sent again.
    func quarantined(_ chunk: Chunk, reason: DropReason)
    /// Delivery has ended without an acknowledgement for these: checkpoints must stay before them.
    func undelivered(_ chunks: [Chunk])
    /// A connection stands, or could not be made, or broke.
    func connectionChanged(_ state: ConnectionState)
}

/// What an output says about its connection.
public enum ConnectionState: Sendable {
    case connected
    /// With `address: what happened`.
    case failed(ShellError)
}
