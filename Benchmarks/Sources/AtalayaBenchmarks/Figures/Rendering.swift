import AtalayaMetrics
import AtalayaZlib

/// Writing a snapshot that is there already, into a buffer that is there already.
struct TextRendering: Figure {
    let name = "rendering 100,000 series as text, for each"
    let limit = "copying its prefix and formatting its number"
    let target = Target.ratio(atMost: 1.5)

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

/// The same from the start: read every instrument, then write.
struct TextScrape: Figure {
    let name = "snapshot and text of 100,000 series, for each"
    let limit = "copying its prefix and formatting its number"
    let target = Target.ratio(atMost: 1.5)

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

/// What a real Prometheus asks for: the same, compressed, at the level of the exporter.
struct GzipScrape: Figure {
    let name = "snapshot, text and gzip of 100,000 series, for each"
    let limit = "bare deflate of the same bytes, same level"
    let target = Target.ratio(atMost: 1.1)

    func prepare() throws -> Contest {
        let registry = try ManySeries.filledRegistry()
        let endpoint = MetricsEndpoint(registry: registry, encoders: [Gzip()])
        let body = MetricsEndpoint(registry: registry).respond(accept: nil, acceptEncoding: nil).body
        let bare = BareDeflate(level: CompressionLevel.fastest.rawValue, inputBytesMax: body.count)
        return Contest(
            ours: {
                Cost.measure(operations: ManySeries.count) {
                    blackHole(endpoint.respond(accept: nil, acceptEncoding: "gzip").body.count)
                }
            },
            limit: { Cost.measure(operations: ManySeries.count) { blackHole(bare.compress(body)) } })
    }

    private struct Gzip: ContentEncoder {
        let name = "gzip"

        func encode(_ bytes: [UInt8]) throws -> [UInt8] {
            try Zlib.compress(bytes, level: .fastest)
        }
    }
}
