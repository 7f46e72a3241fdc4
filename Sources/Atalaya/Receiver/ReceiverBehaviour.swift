import AtalayaLogs

/// What becomes of a batch that has not been stored before.
package enum BatchDisposition: Sendable {
    case store
    /// Close the connection, keep nothing.
    case close
    /// Answer with an empty map, keep nothing.
    case refuse
    /// Say nothing, keep nothing, read on.
    case ignore
}

/// How fast a connection is read.
package enum ReadingPace: Hashable, Sendable {
    case asItComes
    case never
    /// So many bytes at a time, with a pause before each.
    case slowly(bytes: Int, pause: Duration)
}

/// What a receiver does to a connection as such.
package enum ConnectionTreatment: Hashable, Sendable {
    case normal
    /// Close it as soon as it stands.
    case closeAtOnce
    /// Abort it (RST) when so many bytes have come, wherever that is.
    case abort(afterBytes: Int)
    /// Close it after a time, whatever is underway.
    case closeAfter(Duration)
}

/// What a receiver does to its own messages of the handshake.
package enum HandshakeTreatment: Hashable, Sendable {
    case normal
    case byteByByte
    /// Never say anything.
    case silence
    /// Close instead of the answer to the sender's proof.
    case closeInsteadOfAnswer
    /// Answer with a proof that is none.
    case falseProof
    /// Begin with something that is no handshake.
    case garbage
}

/// How a receiver answers. The product's behaves; the test kit brings others. Connections are counted from 1.
package protocol ReceiverBehaviour: Sendable {
    func pace(ofConnection number: Int) -> ReadingPace
    func treatment(ofConnection number: Int) -> ConnectionTreatment
    func handshake(ofConnection number: Int) -> HandshakeTreatment
    /// Asked before a batch is stored that was not stored before.
    func disposition(of batch: ReceivedBatch) async -> BatchDisposition
    /// Answers a batch that is stored, now or earlier: must end in one of the delivery's calls that go on or close.
    func answer(_ delivery: ReceiverDelivery) async
}

extension ReceiverBehaviour {
    package func pace(ofConnection number: Int) -> ReadingPace { .asItComes }
    package func treatment(ofConnection number: Int) -> ConnectionTreatment { .normal }
    package func handshake(ofConnection number: Int) -> HandshakeTreatment { .normal }
    package func disposition(of batch: ReceivedBatch) async -> BatchDisposition { .store }
    package func answer(_ delivery: ReceiverDelivery) async { delivery.acknowledge() }
}

/// Stores, and then acknowledges at once.
struct CorrectReceiver: ReceiverBehaviour {}
