import AtalayaConfig
public import AtalayaLogs
import AtalayaMetrics

/// What an `HTTPDelivery` has done and holds.
public struct HTTPDeliveryStatistics: Sendable {
    public internal(set) var counters = DeliveryCounters()
    public internal(set) var heldChunks = 0
    public internal(set) var heldBytes = 0
    public internal(set) var chunksInFlight = 0
    /// Requests by how they ended: `2xx`, `4xx`, `429`, … or the short description of an `HTTPFailure`.
    public internal(set) var requests: [String: UInt64] = [:]
    /// Bytes of bodies sent, and of the lines in them; resends included in both.
    public internal(set) var sentBytes: UInt64 = 0
    public internal(set) var sentRawBytes: UInt64 = 0
    /// Whether the last request was answered.
    public internal(set) var isConnected = false

    mutating func count(_ request: HTTPRequest, of chunk: Chunk, status: Int) {
        self.count(request, chunk, result: status == 429 ? "429" : "\(status / 100)xx")
        self.isConnected = true
    }

    mutating func count(_ request: HTTPRequest, of chunk: Chunk, failure: HTTPFailure) {
        self.count(request, chunk, result: failure.shortDescription)
        self.isConnected = false
    }

    private mutating func count(_ request: HTTPRequest, _ chunk: Chunk, result: String) {
        self.requests[result, default: 0] += 1
        self.sentBytes += UInt64(request.body.count)
        self.sentRawBytes += UInt64(chunk.rawBytes)
    }
}

/// The metrics of a delivery over HTTP.
struct HTTPDeliveryMetrics: Collector {
    let delivery: HTTPDelivery

    func collect(into builder: inout SnapshotBuilder) {
        let statistics = self.delivery.currentStatistics
        builder.gauge(SidecarMetrics.chunksInFlight, Double(statistics.chunksInFlight))
        builder.gauge(SidecarMetrics.connected, statistics.isConnected ? 1 : 0)
        builder.counter(SidecarMetrics.forwardedBytes, statistics.sentRawBytes, labels: ["stage": "raw"])
        builder.counter(SidecarMetrics.forwardedBytes, statistics.sentBytes, labels: ["stage": "wire"])
        for (result, count) in statistics.requests {
            builder.counter(SidecarMetrics.outputRequests, count, labels: ["result": result])
        }
    }
}
