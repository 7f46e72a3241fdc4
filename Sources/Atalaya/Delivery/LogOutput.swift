public import AtalayaLogs

/// Takes chunks and answers for them: each one is acknowledged, quarantined or handed back to the output's
/// ``DeliveryObserver``.
public protocol LogOutput: Sendable {
    /// Works until it is drained, or stops where it is when the task is cancelled.
    func run() async
    /// How full the output's room for chunks is, from 0 to 1: whether what comes next should be made smaller.
    var backlog: Double { get }
    /// Takes a chunk over, waiting for room.
    ///
    /// - Throws: `CancellationError` when the task is cancelled meanwhile, or when the output has ended. The chunk was
    ///   then not taken.
    func enqueue(_ chunk: Chunk) async throws
    /// Takes a chunk over if there is room at once, and says whether it did.
    func offer(_ chunk: Chunk) async -> Bool
    /// Delivers what is held and ends ``run()``, at the latest when the time is over; what is left is handed back.
    func drain(within limit: Duration) async
}

extension LogOutput {
    public var backlog: Double { 0 }
}

extension ForwardDelivery: LogOutput {}
