/// How often values fall where, counted by Grafana over the points it gets: its `histogram`. For buckets that a
/// Prometheus histogram has counted already, use ``HeatmapPanel``.
public struct HistogramPanel: PanelVisualization {
    /// Grafana makes about this many buckets unless ``bucketSize`` is given.
    public var bucketCount: Int
    /// The width of a bucket in the panel's unit.
    public var bucketSize: Double?
    /// All series in one histogram.
    public var isCombined: Bool
    public var legend: PanelLegend

    public init(
        bucketCount: Int = 30, bucketSize: Double? = nil, isCombined: Bool = false, legend: PanelLegend = .list
    ) {
        self.bucketCount = max(bucketCount, 1)
        self.bucketSize = bucketSize
        self.isCombined = isCombined
        self.legend = legend
    }

    public init() { self.init(bucketCount: 30) }

    public var type: String { "histogram" }

    public var options: Document {
        .fields {
            $0.set("bucketCount", int: bucketCount)
            $0.set("bucketSize", bucketSize.map(Document.number))
            $0.set("bucketOffset", 0)
            $0.set("combine", bool: isCombined)
            $0.set("legend", legend.document())
            $0.set("tooltip", ["mode": "multi", "sort": "none", "hideZeros": false])
        }
    }

    public var custom: Document? {
        [
            "lineWidth": 1, "fillOpacity": 80, "gradientMode": "none", "stacking": ["mode": "none", "group": "A"],
            "hideFrom": ["legend": false, "tooltip": false, "viz": false],
        ]
    }
}
