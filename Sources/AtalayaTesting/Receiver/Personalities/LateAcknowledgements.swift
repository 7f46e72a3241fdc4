import Atalaya

extension ReceiverPersonality {
    /// Acknowledges each `count`-th batch late, and the others at once.
    public static func delayingAcknowledgement(by delay: Duration, every count: Int = 1) -> ReceiverPersonality {
        ReceiverPersonality("acknowledges after \(delay), every \(count). time") {
            Delaying(delay: delay, turns: Turns(every: count))
        }
    }

    private struct Delaying: ReceiverBehaviour {
        let delay: Duration
        let turns: Turns

        func answer(_ delivery: ReceiverDelivery) async {
            if turns.isNext() { try? await Task.sleep(for: delay) }
            delivery.acknowledge()
        }
    }
}
