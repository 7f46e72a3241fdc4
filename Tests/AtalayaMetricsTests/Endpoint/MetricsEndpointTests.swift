import AtalayaMetrics
import Testing

struct MetricsEndpointTests {
    /// Marks its output, so that a test can see who encoded.
    private struct MarkingEncoder: ContentEncoder {
        let name: String
        func encode(_ bytes: [UInt8]) throws -> [UInt8] { Array("\(name):".utf8) + bytes }
    }

    private struct FailingEncoder: ContentEncoder {
        struct Failure: Error {}
        let name = "gzip"
        func encode(_ bytes: [UInt8]) throws -> [UInt8] { throw Failure() }
    }

    @Test(
        "Encodings by Accept-Encoding header",
        arguments: [
            (nil, nil), ("", nil), ("gzip", "gzip"), ("GZIP", "gzip"), ("deflate", "deflate"),
            ("gzip, deflate", "gzip"), ("br", nil),
            ("*", "gzip"), ("*;q=0", nil), ("gzip;q=0", nil), ("gzip;q=0, *", "deflate"),
            ("gzip;q=0.1, deflate;q=0.2", "deflate"),
            ("identity", nil), ("identity, gzip", "gzip"), ("identity;q=1, gzip;q=0.5", nil), ("identity;q=0", nil),
            ("gzip;q=0.5, identity;q=0.2", "gzip"), ("gzip;q=bad", nil),
        ] as [(String?, String?)])
    func encodings(acceptEncoding: String?, expected: String?) {
        let endpoint = MetricsEndpoint(
            registry: MetricsRegistry(configuration: .bare),
            encoders: [MarkingEncoder(name: "gzip"), MarkingEncoder(name: "deflate")])
        let response = endpoint.respond(accept: nil, acceptEncoding: acceptEncoding)
        #expect(response.headers.first { $0.name == "Content-Encoding" }?.value == expected)
        #expect(response.body == Array((expected.map { "\($0):" } ?? "").utf8))
    }

    @Test("An encoder that fails costs the encoding, not the scrape")
    func failingEncoder() throws {
        let registry = MetricsRegistry(configuration: .bare)
        _ = try registry.makeCounter(.counter("a_total", help: ""))
        let response = MetricsEndpoint(registry: registry, encoders: [FailingEncoder()]).respond(
            accept: nil, acceptEncoding: "gzip")
        #expect(response.status == 200)
        #expect(!response.headers.contains { $0.name == "Content-Encoding" })
        #expect(String(decoding: response.body, as: UTF8.self) == "# TYPE a_total counter\na_total 0\n")
        #expect(registry.rejectionCount(.encodingFailed) == 1)
    }

    @Test(
        "Only the metrics that were asked for",
        arguments: [
            (["a_total"], ["a_total"]), (["a"], ["a_total"]), (["h_bucket"], ["h"]), (["h_sum", "g"], ["g", "h"]),
            (["none"], []),
            ([], ["a_total", "g", "h"]),
        ] as [([String], [String])])
    func names(names: [String], expected: [String]) throws {
        let registry = MetricsRegistry(configuration: .bare)
        _ = try registry.makeCounter(.counter("a_total", help: ""))
        _ = try registry.makeGauge(.gauge("g", help: ""))
        _ = try registry.makeHistogram(.histogram("h", help: ""))
        #expect(registry.snapshot().filtered(names: names).families.map(\.name) == expected)
    }
}
