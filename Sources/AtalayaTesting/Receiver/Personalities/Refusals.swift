import Atalaya

extension ReceiverPersonality {
    /// Answers each `count`-th batch with an empty map, and has not stored it.
    public static func refusing(every count: Int) -> ReceiverPersonality {
        ReceiverPersonality("refuses every \(count). batch") {
            Declining(turns: Turns(every: count), disposition: .refuse)
        }
    }

    /// Says nothing to each `count`-th batch, and has not stored it: Fluentd with a `chunk_size_limit`.
    public static func ignoring(every count: Int) -> ReceiverPersonality {
        ReceiverPersonality("ignores every \(count). batch") {
            Declining(turns: Turns(every: count), disposition: .ignore)
        }
    }

    private struct Declining: ReceiverBehaviour {
        let turns: Turns
        let disposition: BatchDisposition

        func disposition(of batch: ReceivedBatch) async -> BatchDisposition {
            turns.isNext() ? disposition : .store
        }
    }
}
