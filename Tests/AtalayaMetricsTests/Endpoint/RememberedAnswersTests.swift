import Testing

@testable import AtalayaMetrics

struct RememberedAnswersTests {
    private func answer(_ contentType: String) -> RememberedAnswers.Answer {
        RememberedAnswers.Answer(ExpositionFormats.negotiate(accept: contentType), encoder: nil)
    }

    @Test("A request with the headers of an earlier one is answered without taking them apart")
    func remembers() {
        let answers = RememberedAnswers()
        var made = 0
        for _ in 0..<3 {
            for accept in [nil, "", "text/plain", "application/openmetrics-text"] {
                for encoding in [nil, "", "gzip"] {
                    let got = answers.answer(accept: accept, acceptEncoding: encoding) {
                        made += 1
                        return answer(accept ?? "")
                    }
                    #expect(got.exposition.contentType == ExpositionFormats.negotiate(accept: accept ?? "").contentType)
                }
            }
        }
        // More than are kept: in this order each of them is forgotten before it is asked for again.
        #expect(made == 36)
        for _ in 0..<5 {
            for accept in ["text/*", "*/*", "text/plain;q=0.5"] {
                _ = answers.answer(accept: accept, acceptEncoding: nil) {
                    made += 1
                    return answer(accept)
                }
            }
        }
        #expect(made == 39)
    }

    @Test("Headers of any length are answered and only short ones are kept")
    func longHeaders() {
        let answers = RememberedAnswers()
        var made = 0
        for _ in 0..<2 {
            _ = answers.answer(accept: String(repeating: "a", count: 10_000), acceptEncoding: nil) {
                made += 1
                return answer("")
            }
        }
        #expect(made == 2)
    }

    @Test("A failing encoding is answered without its header, the next time too")
    func failingEncoder() {
        struct Failing: ContentEncoder {
            struct Failure: Error {}
            let name = "gzip"
            func encode(_ bytes: [UInt8]) throws -> [UInt8] { throw Failure() }
        }
        let endpoint = MetricsEndpoint(registry: MetricsRegistry(configuration: .bare), encoders: [Failing()])
        for _ in 0..<2 {
            let headers = endpoint.respond(accept: "text/plain", acceptEncoding: "gzip").headers
            #expect(headers.map(\.name) == ["Content-Type", "Vary"])
        }
    }
}
