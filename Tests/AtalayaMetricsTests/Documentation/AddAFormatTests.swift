import AtalayaMetrics
import Testing

/// The code of the page "Add a format".
struct AddAFormatTests {
    struct TabulatedFormat: ExpositionFormat {
        let mediaType = "text/tab-separated-values"
        let parameters = [ExpositionParameter("charset", "utf-8")]

        func write(_ snapshot: Snapshot, into buffer: inout [UInt8]) {
            for family in snapshot.families {
                for series in family.series {
                    guard case .number(let number) = series.value else { continue }
                    buffer.append(contentsOf: "\(family.name)\t\(series.labels)\t\(number.double)\n".utf8)
                }
            }
        }
    }

    @Test("A format of somebody else's is negotiated and gets names it can write")
    func negotiated() throws {
        let registry = MetricsRegistry(configuration: .bare)
        let descriptor = try MetricDescriptor(
            name: MetricName(utf8: "http.requests_total"), kind: .counter, help: "", labels: [LabelDescriptor("method")]
        )
        try registry.makeCounterFamily(descriptor).with("GET").increment(by: 2)
        let endpoint = MetricsEndpoint(registry: registry, formats: ExpositionFormats.all + [TabulatedFormat()])
        let answer = endpoint.respond(accept: "text/tab-separated-values", acceptEncoding: nil)
        #expect(answer.headers.first { $0.name == "Content-Type" }?.value == "text/tab-separated-values; charset=utf-8")
        #expect(String(decoding: answer.body, as: UTF8.self) == "http_requests_total\t{method=\"GET\"}\t2.0\n")
        #expect(
            endpoint.respond(accept: nil, acceptEncoding: nil).headers.first { $0.name == "Content-Type" }?.value
                == PlainTextFormat().contentType)
    }
}
