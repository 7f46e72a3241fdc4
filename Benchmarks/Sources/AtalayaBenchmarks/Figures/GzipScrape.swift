import Atalaya
import AtalayaMetrics
import AtalayaZlib
import Measuring
import MetricsFigures

/// What a real Prometheus asks for: text, compressed, as the exporter answers.
struct GzipScrape: Figure {
    let name = "scrape of 100,000 series with gzip, for each"
    let limit = "bare deflate of the same bytes, level 1"
    let peerOperation: String? = "gzip"
    let targets = [Target.ratio(atMost: 1.1)]

    func prepare() throws -> Contest {
        let registry = try ManySeries.filledRegistry()
        let endpoint = MetricsEndpoint(registry: registry, encoders: ContentEncoders.all)
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
}
