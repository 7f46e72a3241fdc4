import Atalaya

extension ReceiverPersonality {
    /// Closes the connection on each `count`-th batch, and has not stored it.
    public static func closingBeforeStoring(every count: Int) -> ReceiverPersonality {
        ReceiverPersonality("closes before it stores every \(count). batch") {
            Closing(turns: Turns(every: count), moment: .beforeStoring)
        }
    }

    /// Stores each `count`-th batch and closes the connection without having acknowledged.
    public static func closingBeforeAcknowledgement(every count: Int) -> ReceiverPersonality {
        ReceiverPersonality("closes before every \(count). acknowledgement") {
            Closing(turns: Turns(every: count), moment: .beforeAcknowledging)
        }
    }

    /// Acknowledges each `count`-th batch and closes the connection.
    public static func closingAfterAcknowledgement(every count: Int) -> ReceiverPersonality {
        ReceiverPersonality("closes after every \(count). acknowledgement") {
            Closing(turns: Turns(every: count), moment: .afterAcknowledging)
        }
    }

    private struct Closing: ReceiverBehaviour {
        enum Moment { case beforeStoring, beforeAcknowledging, afterAcknowledging }

        let turns: Turns
        let moment: Moment

        func disposition(of batch: ReceivedBatch) async -> BatchDisposition {
            moment == .beforeStoring && turns.isNext() ? .close : .store
        }

        func answer(_ delivery: ReceiverDelivery) async {
            guard moment != .beforeStoring, turns.isNext() else { return delivery.acknowledge() }
            if moment == .afterAcknowledging { delivery.send(delivery.batch.acknowledgement ?? []) }
            delivery.close()
        }
    }
}
