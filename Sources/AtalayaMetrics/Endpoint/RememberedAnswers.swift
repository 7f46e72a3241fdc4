import Synchronization

/// How requests like earlier ones are answered: a scraper sends the same headers each time, and taking them apart costs more
/// than a small registry.
///
/// Kept are a few answers, to headers of a sensible length: what is in them comes from whoever asks.
final class RememberedAnswers: Sendable {
    /// Format and encoding of an answer, and its headers: without an encoding, and with it.
    struct Answer: Sendable {
        let exposition: NegotiatedExposition
        let encoder: (any ContentEncoder)?
        let plainHeaders: [(name: String, value: String)]
        let encodedHeaders: [(name: String, value: String)]

        init(_ exposition: NegotiatedExposition, encoder: (any ContentEncoder)?) {
            self.exposition = exposition
            self.encoder = encoder
            plainHeaders = [("Content-Type", exposition.contentType), ("Vary", "Accept, Accept-Encoding")]
            encodedHeaders = plainHeaders + (encoder.map { [("Content-Encoding", $0.name)] } ?? [])
        }
    }

    private struct Memory {
        let accept: String?
        let acceptEncoding: String?
        let answer: Answer
    }

    private static let keptMax = 8
    private static let headerBytesMax = 1_024

    /// The oldest first.
    private let kept = Lock<[Memory]>([])

    /// How a request with these headers is answered, as it was or as `make` has it.
    func answer(accept: String?, acceptEncoding: String?, make: () -> Answer) -> Answer {
        let known = kept.withLock { kept in
            kept.first { $0.accept == accept && $0.acceptEncoding == acceptEncoding }?.answer
        }
        if let known { return known }
        let answer = make()
        guard max(accept?.utf8.count ?? 0, acceptEncoding?.utf8.count ?? 0) <= Self.headerBytesMax else {
            return answer
        }
        kept.withLock { kept in
            if kept.count >= Self.keptMax { kept.removeFirst() }
            kept.append(Memory(accept: accept, acceptEncoding: acceptEncoding, answer: answer))
        }
        return answer
    }
}
