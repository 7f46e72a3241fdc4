import AtalayaLogs

/// What becomes of a batch that has not been stored before.
package enum BatchDisposition: Sendable {
    case store
    /// Close the connection, keep nothing.
    case close
    /// Answer with an empty map, keep nothing.
    case refuse
}

/// How a receiver answers. The product's behaves; the test kit brings others.
package protocol ReceiverBehaviour: Sendable {
    /// Whether connections are read at all.
    var reads: Bool { get }
    /// Asked before a batch is stored that was not stored before.
    func disposition(of batch: ReceivedBatch) async -> BatchDisposition
    /// Answers a batch that is stored, now or earlier: must end in one of the delivery's calls that go on or close.
    func answer(_ delivery: ReceiverDelivery) async
}

/// Stores, and then acknowledges at once.
struct CorrectReceiver: ReceiverBehaviour {
    let reads = true

    func disposition(of batch: ReceivedBatch) async -> BatchDisposition { .store }

    func answer(_ delivery: ReceiverDelivery) async {
        delivery.acknowledge()
    }
}
