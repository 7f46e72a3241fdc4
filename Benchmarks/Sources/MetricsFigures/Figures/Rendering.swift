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
