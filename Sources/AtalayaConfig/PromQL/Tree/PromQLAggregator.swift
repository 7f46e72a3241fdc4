/// What makes one series of many.
public struct PromQLAggregator: Hashable, Sendable {
    public let name: String
    /// What stands before the expression, if anything.
    public let parameter: PromQLType?
    public let availability: PromQLAvailability
    /// Whether the series keep all of their labels, as those chosen by `topk` do.
    public let keepsSeries: Bool

    private init(
        _ name: String, parameter: PromQLType? = nil, keepsSeries: Bool = false,
        _ availability: PromQLAvailability = .always
    ) {
        self.name = name
        self.parameter = parameter
        self.keepsSeries = keepsSeries
        self.availability = availability
    }

    public static let all: [PromQLAggregator] = [
        PromQLAggregator("sum"), PromQLAggregator("avg"), PromQLAggregator("count"), PromQLAggregator("min"),
        PromQLAggregator("max"), PromQLAggregator("group"), PromQLAggregator("stddev"), PromQLAggregator("stdvar"),
        PromQLAggregator("topk", parameter: .scalar, keepsSeries: true),
        PromQLAggregator("bottomk", parameter: .scalar, keepsSeries: true),
        PromQLAggregator("count_values", parameter: .string), PromQLAggregator("quantile", parameter: .scalar),
        PromQLAggregator("limitk", parameter: .scalar, keepsSeries: true, .experimental(since: TargetVersion(2, 54))),
        PromQLAggregator(
            "limit_ratio", parameter: .scalar, keepsSeries: true, .experimental(since: TargetVersion(2, 54))),
    ]

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    public static func named(_ name: String) -> PromQLAggregator? { byName[name] }
}

/// Which versions of Prometheus have something.
public struct PromQLAvailability: Hashable, Sendable {
    /// The first minor version; nil for what is older than 2.42.
    public var since: TargetVersion?
    /// The first version without it.
    public var until: TargetVersion?
    /// Whether it needs a feature flag.
    public var isExperimental: Bool
    /// The first version that needs no flag.
    public var stableSince: TargetVersion?

    public static let always = PromQLAvailability(isExperimental: false)

    static func since(_ version: TargetVersion) -> PromQLAvailability {
        PromQLAvailability(since: version, isExperimental: false)
    }

    static func experimental(since: TargetVersion, stable: TargetVersion? = nil) -> PromQLAvailability {
        PromQLAvailability(since: since, isExperimental: true, stableSince: stable)
    }

    static func removed(in version: TargetVersion) -> PromQLAvailability {
        PromQLAvailability(until: version, isExperimental: false)
    }

    public func isExperimental(in version: TargetVersion) -> Bool {
        isExperimental && stableSince.map { version < $0 } ?? isExperimental
    }

    /// Why a version does not have it; nil if it does.
    func absence(in version: TargetVersion) -> String? {
        if let since, version < since { return "needs Prometheus \(since); the target is \(version)" }
        if let until, version >= until { return "is gone since Prometheus \(until); the target is \(version)" }
        return nil
    }
}
