public import AtalayaModel

extension GrafanaUnit {
    /// How values of a declared unit are shown. A unit that Grafana does not know is written behind the number.
    public init(_ unit: MetricUnit) {
        self = Self.known[unit] ?? (unit == .none ? .short : GrafanaUnit("suffix: \(unit.rawValue)"))
    }

    /// How the growth a second of a counter with this unit is shown: seconds a second are a share of the time.
    public init(rateOf unit: MetricUnit) {
        switch unit {
        case .none: self = .countsPerSecond
        case .seconds: self = .ratio
        case .bytes: self = .bytesPerSecond
        case .joules: self = GrafanaUnit("watt")
        default: self = GrafanaUnit("suffix: \(unit.rawValue)/s")
        }
    }

    private static let known: [MetricUnit: GrafanaUnit] = [
        .seconds: .seconds, .bytes: .bytes, .ratio: .ratio, .celsius: GrafanaUnit("celsius"),
        .meters: GrafanaUnit("lengthm"),
        .grams: GrafanaUnit("massg"), .joules: GrafanaUnit("joule"), .volts: GrafanaUnit("volt"),
        .amperes: GrafanaUnit("amp"),
    ]
}
