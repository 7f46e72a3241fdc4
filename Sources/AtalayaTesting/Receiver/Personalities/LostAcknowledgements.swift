import Atalaya

extension ReceiverPersonality {
    /// Stores every batch, and does not acknowledge each `count`-th.
    public static func droppingAcknowledgement(every count: Int) -> ReceiverPersonality {
        ReceiverPersonality("drops every \(count). acknowledgement") { Dropping(turns: Turns(every: count)) }
    }

    private struct Dropping: ReceiverBehaviour {
        let turns: Turns

        func answer(_ delivery: ReceiverDelivery) async {
            if turns.isNext() { delivery.goOn() } else { delivery.acknowledge() }
        }
    }
}
