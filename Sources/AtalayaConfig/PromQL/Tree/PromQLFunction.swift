/// A function of PromQL: what it takes and what it gives.
public struct PromQLFunction: Hashable, Sendable {
    public let name: String
    public let parameters: [PromQLType]
    /// How many further arguments of the last type may follow those parameters.
    ///
    /// The last parameter itself may then be left out.
    public let variation: Variation
    public let result: PromQLType
    public let availability: PromQLAvailability

    public enum Variation: Hashable, Sendable {
        case none
        /// The last parameter may stand up to so many times, or not at all.
        case upTo(Int)
        /// The last parameter may stand as often as one likes, or not at all.
        case unlimited
    }

    init(
        _ name: String, _ parameters: [PromQLType], _ variation: Variation = .none,
        _ result: PromQLType = .instantVector,
        _ availability: PromQLAvailability = .always
    ) {
        self.name = name
        self.parameters = parameters
        self.variation = variation
        self.result = result
        self.availability = availability
    }

    public static let all: [PromQLFunction] = elementwise + overTime + histograms + labels + scalars + dates

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    public static func named(_ name: String) -> PromQLFunction? { byName[name] }

    /// What an argument at a position must be.
    func parameter(at index: Int) -> PromQLType? {
        if index < parameters.count { return parameters[index] }
        return variation == .none ? nil : parameters.last
    }

    /// The fewest and the most arguments; nil for no bound.
    var argumentCounts: (least: Int, most: Int?) {
        switch variation {
        case .none: (parameters.count, parameters.count)
        case .upTo(let count): (parameters.count - 1, parameters.count - 1 + count)
        case .unlimited: (parameters.count - 1, nil)
        }
    }

    /// For counters and histograms only: what rises and starts again at zero.
    public static let forCounters: Set<String> = ["rate", "irate", "increase", "resets"]
    /// For gauges only: a counter's restart would be taken for a fall.
    public static let forGauges: Set<String> = ["delta", "idelta", "deriv", "predict_linear"]
}

extension PromQLFunction {
    private static let elementwise: [PromQLFunction] =
        [
            "abs", "absent", "acos", "acosh", "asin", "asinh", "atan", "atanh", "ceil", "cos", "cosh", "deg", "exp",
            "floor", "ln", "log10", "log2", "rad", "sgn", "sin", "sinh", "sort", "sort_desc", "sqrt", "tan", "tanh",
            "timestamp",
        ].map { PromQLFunction($0, [.instantVector]) } + [
            PromQLFunction("clamp", [.instantVector, .scalar, .scalar]),
            PromQLFunction("clamp_max", [.instantVector, .scalar]),
            PromQLFunction("clamp_min", [.instantVector, .scalar]),
            PromQLFunction("round", [.instantVector, .scalar], .upTo(1)),
            PromQLFunction(
                "start_timestamp", [.instantVector], .none, .instantVector, .experimental(since: TargetVersion(3, 14))),
        ]

    private static let overTime: [PromQLFunction] =
        [
            "absent_over_time", "avg_over_time", "changes", "count_over_time", "delta", "deriv", "idelta", "increase",
            "irate", "last_over_time", "max_over_time", "min_over_time", "present_over_time", "rate", "resets",
            "stddev_over_time", "stdvar_over_time", "sum_over_time",
        ].map { PromQLFunction($0, [.rangeVector]) } + [
            PromQLFunction("predict_linear", [.rangeVector, .scalar]),
            PromQLFunction("quantile_over_time", [.scalar, .rangeVector]),
            PromQLFunction(
                "holt_winters", [.rangeVector, .scalar, .scalar], .none, .instantVector,
                .removed(in: TargetVersion(3, 0))),
            PromQLFunction(
                "double_exponential_smoothing", [.rangeVector, .scalar, .scalar], .none, .instantVector,
                .experimental(since: TargetVersion(3, 0))),
            PromQLFunction(
                "mad_over_time", [.rangeVector], .none, .instantVector, .experimental(since: TargetVersion(2, 49))),
            PromQLFunction(
                "first_over_time", [.rangeVector], .none, .instantVector,
                .experimental(since: TargetVersion(3, 7), stable: TargetVersion(3, 14))),
            PromQLFunction(
                "ts_of_first_over_time", [.rangeVector], .none, .instantVector,
                .experimental(since: TargetVersion(3, 7))),
        ]
        + ["ts_of_last_over_time", "ts_of_max_over_time", "ts_of_min_over_time"].map {
            PromQLFunction($0, [.rangeVector], .none, .instantVector, .experimental(since: TargetVersion(3, 5)))
        }

    private static let histograms: [PromQLFunction] = [
        PromQLFunction("histogram_count", [.instantVector]), PromQLFunction("histogram_sum", [.instantVector]),
        PromQLFunction("histogram_avg", [.instantVector], .none, .instantVector, .since(TargetVersion(2, 51))),
        PromQLFunction("histogram_stddev", [.instantVector], .none, .instantVector, .since(TargetVersion(2, 47))),
        PromQLFunction("histogram_stdvar", [.instantVector], .none, .instantVector, .since(TargetVersion(2, 47))),
        PromQLFunction("histogram_fraction", [.scalar, .scalar, .instantVector]),
        PromQLFunction("histogram_quantile", [.scalar, .instantVector]),
        PromQLFunction(
            "histogram_quantiles", [.instantVector, .string, .scalar, .scalar], .upTo(9), .instantVector,
            .experimental(since: TargetVersion(3, 11))),
    ]

    private static let labels: [PromQLFunction] = [
        PromQLFunction("label_replace", [.instantVector, .string, .string, .string, .string]),
        PromQLFunction("label_join", [.instantVector, .string, .string, .string], .unlimited),
        PromQLFunction(
            "sort_by_label", [.instantVector, .string], .unlimited, .instantVector,
            .experimental(since: TargetVersion(2, 49))),
        PromQLFunction(
            "sort_by_label_desc", [.instantVector, .string], .unlimited, .instantVector,
            .experimental(since: TargetVersion(2, 49))),
        PromQLFunction(
            "info", [.instantVector, .instantVector], .upTo(1), .instantVector,
            .experimental(since: TargetVersion(3, 0))),
    ]

    private static let scalars: [PromQLFunction] =
        [
            PromQLFunction("pi", [], .none, .scalar), PromQLFunction("time", [], .none, .scalar),
            PromQLFunction("scalar", [.instantVector], .none, .scalar), PromQLFunction("vector", [.scalar]),
        ]
        + ["start", "end", "step", "range"].map {
            PromQLFunction($0, [], .none, .scalar, .experimental(since: TargetVersion(3, 12)))
        }
        + ["max_of", "min_of"].map {
            PromQLFunction($0, [.scalar, .scalar], .none, .scalar, .experimental(since: TargetVersion(3, 13)))
        }

    private static let dates: [PromQLFunction] =
        ["days_in_month", "day_of_month", "day_of_week", "day_of_year", "hour", "minute", "month", "year"].map {
            PromQLFunction($0, [.instantVector], .upTo(1))
        }
}
