import Atalaya

extension ReceiverPersonality {
    /// Closes the connection on a message beyond a limit, as Fluent Bit does beyond `buffer_max_size` (6,144,000 bytes
    /// unless set).
    public static func fluentBit(frameBytesMax: Int = 6_144_000) -> ReceiverPersonality {
        ReceiverPersonality("Fluent Bit, messages to \(frameBytesMax) bytes") {
            Limited { $0.wireBytes > frameBytesMax || $0.entriesBytes > frameBytesMax ? .close : .store }
        }
    }

    /// Drops a batch beyond a limit without a word and without an acknowledgement, as Fluentd does beyond
    /// `chunk_size_limit`.
    public static func fluentd(chunkBytesMax: Int) -> ReceiverPersonality {
        ReceiverPersonality("Fluentd, chunks to \(chunkBytesMax) bytes") {
            Limited { $0.entriesBytes > chunkBytesMax ? .ignore : .store }
        }
    }

    /// Answers with an empty map while what is behind it has trouble: every second batch here.
    public static let vector = ReceiverPersonality("Vector with a sink in trouble") {
        let turns = Turns(every: 2)
        return Limited { _ in turns.isNext() ? .refuse : .store }
    }

    private struct Limited: ReceiverBehaviour {
        let judge: @Sendable (ReceivedBatch) -> BatchDisposition

        func disposition(of batch: ReceivedBatch) async -> BatchDisposition { judge(batch) }
    }
}
