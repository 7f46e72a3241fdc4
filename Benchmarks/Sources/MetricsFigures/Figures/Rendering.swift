import AtalayaMetrics
import Measuring

/// Writing a snapshot that is there already, into a buffer that is there already.
struct TextRendering: Figure {
    let name = "rendering 100,000 series as text, for each"
    let limit = "copying its prefix and formatting its number"
    let targets = [Target.ratio(atMost: 1.5)]

    func prepare() throws -> Contest {
        let snapshot = try ManySeries.filledRegistry().snapshot()
        let format = PlainTextFormat()
        var buffer: [UInt8] = []
        let (prefixes, values) = ManySeries.lines()
        let bare = CopyAndFormat(prefixes: prefixes)
        return Contest(
            ours: {
                Cost.measure(operations: ManySeries.count) {
                    buffer.removeAll(keepingCapacity: true)
                    format.write(snapshot, into: &buffer)
                }
            },
            limit: { Cost.measure(operations: ManySeries.count) { blackHole(bare.render(values)) } })
    }
}

/// The same from the start: read every instrument, then write. This is what the peers do too.
struct TextScrape: Figure {
    let name = "scrape of 100,000 series as text, for each"
    let limit = "copying its prefix and formatting its number"
    let peerOperation: String? = "text"
    let targets = [
        Target.ratio(atMost: 1.5), .speed(atLeast: 10, timesThatOf: "victoriametrics"),
        .speed(atLeast: 50, timesThatOf: "client_golang"),
    ]

    func prepare() throws -> Contest {
        let endpoint = MetricsEndpoint(registry: try ManySeries.filledRegistry())
        let (prefixes, values) = ManySeries.lines()
        let bare = CopyAndFormat(prefixes: prefixes)
        return Contest(
            ours: {
                Cost.measure(operations: ManySeries.count) {
                    blackHole(endpoint.respond(accept: nil, acceptEncoding: nil).body.count)
                }
            },
            limit: { Cost.measure(operations: ManySeries.count) { blackHole(bare.render(values)) } })
    }
}

/// Histograms, of which most expositions mainly consist: eleven bounds are fourteen lines.
struct HistogramScrape: Figure {
    let name = "scrape of 5,000 histograms as text, for each line"
    let limit = "copying its prefix and formatting an integer"
    let peerOperation: String? = "histogram text"
    let targets: [Target] = []

    private static let count = 5_000
    private static let lines = count * 14

    func prepare() throws -> Contest {
        let registry = ManySeries.emptyRegistry()
        let durations = try registry.makeHistogramFamily(
            .histogram(
                "http_request_duration_seconds", help: "Latency.", unit: .seconds,
                labels: [LabelDescriptor("method"), LabelDescriptor("route"), LabelDescriptor("status")]))
        for index in 0..<Self.count {
            let histogram = durations.with(values: ManySeries.labelValues(index))
            for step in 0..<20 { histogram.observe(Latencies.values[(index + step * 37) & 1023]) }
        }
        let endpoint = MetricsEndpoint(registry: registry)
        let body = endpoint.respond(accept: nil, acceptEncoding: nil).body
        let prefixes = body.split(separator: 0x0a).filter { $0.first != UInt8(ascii: "#") }.map { line in
            Array(line[...(line.lastIndex(of: 0x20) ?? line.startIndex)])
        }
        let bare = CopyAndFormat(prefixes: prefixes)
        let values = prefixes.indices.map { UInt64($0 % 21) }
        return Contest(
            ours: {
                Cost.measure(operations: Self.lines) {
                    blackHole(endpoint.respond(accept: nil, acceptEncoding: nil).body.count)
                }
            },
            limit: { Cost.measure(operations: Self.lines) { blackHole(bare.render(values)) } })
    }
}

/// The same as protocol buffers, which native histograms need: labels once for all scrapes, and nine bytes a number.
struct ProtobufScrape: Figure {
    let name = "scrape of 100,000 series as protobuf, for each"
    let limit = "copying its prefix and formatting its number"
    let peerOperation: String? = "protobuf"
    let targets: [Target] = []

    func prepare() throws -> Contest {
        let endpoint = MetricsEndpoint(registry: try ManySeries.filledRegistry())
        let accept = ProtobufFormat().contentType
        let (prefixes, values) = ManySeries.lines()
        let bare = CopyAndFormat(prefixes: prefixes)
        return Contest(
            ours: {
                Cost.measure(operations: ManySeries.count) {
                    blackHole(endpoint.respond(accept: accept, acceptEncoding: nil).body.count)
                }
            },
            limit: { Cost.measure(operations: ManySeries.count) { blackHole(bare.render(values)) } })
    }
}
