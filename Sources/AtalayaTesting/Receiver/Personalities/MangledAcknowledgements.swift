import Atalaya
import Synchronization

extension ReceiverPersonality {
    /// Sends every acknowledgement byte by byte.
    public static let splittingAcknowledgements = ReceiverPersonality("splits acknowledgements") {
        Mangling { delivery, acknowledgement in
            for byte in acknowledgement { delivery.send([byte]) }
        }
    }

    /// Keeps every acknowledgement a moment, and sends what has come together in one piece.
    public static let coalescingAcknowledgements = ReceiverPersonality("joins acknowledgements") { Coalescing() }

    /// Sends every acknowledgement twice.
    public static let acknowledgingTwice = ReceiverPersonality("acknowledges twice") {
        Mangling { $0.send($1 + $1) }
    }

    /// Acknowledges, and acknowledges a chunk that nobody sent.
    public static let acknowledgingStrangers = ReceiverPersonality("acknowledges what was never sent") {
        Mangling { delivery, acknowledgement in
            delivery.send(strangersAcknowledgement)
            delivery.send(acknowledgement)
        }
    }

    /// Acknowledges each `count`-th batch under a name that nobody has.
    public static func misnaming(every count: Int) -> ReceiverPersonality {
        ReceiverPersonality("names every \(count). batch wrongly") {
            let turns = Turns(every: count)
            return Mangling { delivery, acknowledgement in
                delivery.send(turns.isNext() ? strangersAcknowledgement : acknowledgement)
            }
        }
    }

    /// {"ack": "AAAAAAAAAAAAAAAAAAAAAA=="}
    private static let strangersAcknowledgement: [UInt8] =
        [0x81, 0xA3] + Array("ack".utf8) + [0xB8] + Array("AAAAAAAAAAAAAAAAAAAAAA==".utf8)

    private struct Mangling: ReceiverBehaviour {
        let send: @Sendable (ReceiverDelivery, [UInt8]) -> Void

        func answer(_ delivery: ReceiverDelivery) async {
            send(delivery, delivery.batch.acknowledgement ?? [])
            delivery.goOn()
        }
    }

    private final class Coalescing: ReceiverBehaviour {
        private let kept = Mutex<[UInt8]>([])

        init() {}

        func answer(_ delivery: ReceiverDelivery) async {
            self.kept.withLock { $0 += delivery.batch.acknowledgement ?? [] }
            delivery.goOn()
            try? await Task.sleep(for: .milliseconds(5))
            let together = self.kept.withLock { kept in
                defer { kept = [] }
                return kept
            }
            if !together.isEmpty { delivery.send(together) }
        }
    }
}
