/// How the numbers of a panel are shown: `fieldConfig` of the dashboard's JSON.
public struct FieldOptions: Sendable, Hashable {
    public var unit: GrafanaUnit
    /// Digits behind the point; nil lets Grafana choose.
    public var decimals: Int?
    public var minimum: Double?
    public var maximum: Double?
    /// What stands there when the query gives nothing.
    public var noValue: String?
    public var color: FieldColor
    public var thresholds: Thresholds
    public var mappings: [ValueMapping]
    /// Where a click on a value leads.
    public var links: [DataLink]
    /// The series' name, in place of its own; `${__field.labels.job}` is a label.
    public var displayName: DashboardText?
    public var overrides: [FieldOverride]

    public init(
        unit: GrafanaUnit = .none, decimals: Int? = nil, minimum: Double? = nil, maximum: Double? = nil,
        noValue: String? = nil,
        color: FieldColor = .paletteByName, thresholds: Thresholds = .none, mappings: [ValueMapping] = [],
        links: [DataLink] = [], displayName: DashboardText? = nil, overrides: [FieldOverride] = []
    ) {
        self.unit = unit
        self.decimals = decimals
        self.minimum = minimum
        self.maximum = maximum
        self.noValue = noValue
        self.color = color
        self.thresholds = thresholds
        self.mappings = mappings
        self.links = links
        self.displayName = displayName
        self.overrides = overrides
    }

    func document(custom: Document?) -> Document {
        let defaults = Document.fields {
            $0.set("displayName", displayName?.document())
            $0.set("unit", string: unit.id)
            $0.set("decimals", int: decimals)
            $0.set("min", minimum.map(Document.number))
            $0.set("max", maximum.map(Document.number))
            $0.set("noValue", string: noValue)
            $0.set("color", color.document())
            $0.set("thresholds", thresholds.document())
            $0.set("mappings", .sequence(mappings.map { $0.document() }))
            $0.set("links", nonEmpty: links.map { $0.document() })
            $0.set("custom", custom)
        }
        return ["defaults": defaults, "overrides": .sequence(overrides.map { $0.document() })]
    }
}

extension Document {
    /// A number without a needless `.0`: 5, not 5.0.
    static func number(_ value: Double) -> Document {
        Int64(exactly: value).map(Document.int) ?? .double(value)
    }
}

/// Where a series' color comes from: `color.mode`.
public struct FieldColor: Hashable, Sendable {
    let mode: String
    let fixed: String?

    /// By the series' name: a series keeps its color when others come and go.
    public static let paletteByName = FieldColor(mode: "palette-classic-by-name", fixed: nil)
    /// By the series' position.
    public static let palette = FieldColor(mode: "palette-classic", fixed: nil)
    /// By the value and the thresholds.
    public static let thresholds = FieldColor(mode: "thresholds", fixed: nil)
    /// Always this color: a name of Grafana's palette (`red`, `light-blue`) or `#rrggbb`.
    public static func fixed(_ color: String) -> FieldColor { FieldColor(mode: "fixed", fixed: color) }

    func document() -> Document {
        .fields {
            $0.set("mode", string: mode)
            $0.set("fixedColor", string: fixed)
        }
    }
}

/// Colors by value: a base color, and from each value upward another.
public struct Thresholds: Hashable, Sendable {
    public struct Step: Hashable, Sendable {
        public var value: Double
        public var color: String

        public init(_ value: Double, _ color: String) {
            self.value = value
            self.color = color
        }
    }

    public var base: String
    /// Ascending by value; anything else is a finding.
    public var steps: [Step]
    /// The values are percents of the way from the field's minimum to its maximum.
    public var arePercents: Bool

    public init(base: String, steps: [Step] = [], arePercents: Bool = false) {
        self.base = base
        self.steps = steps
        self.arePercents = arePercents
    }

    /// One color for everything.
    public static let none = Thresholds(base: "green")

    /// Green below `warning`, orange from there, red from `critical`.
    public static func rising(warning: Double, critical: Double) -> Thresholds {
        Thresholds(base: "green", steps: [Step(warning, "orange"), Step(critical, "red")])
    }

    /// Red below `warning`, orange from there, green from `good`.
    public static func falling(warning: Double, good: Double) -> Thresholds {
        Thresholds(base: "red", steps: [Step(warning, "orange"), Step(good, "green")])
    }

    /// Green for zero and red for anything above it: numbers that should never be seen.
    public static let zeroExpected = Thresholds(base: "green", steps: [Step(1, "red")])

    /// The first step has no value: Grafana reads `null` as "from minus infinity".
    func document() -> Document {
        let first: Document = ["color": .string(base), "value": .null]
        let others = steps.map { step -> Document in ["color": .string(step.color), "value": .number(step.value)] }
        return [
            "mode": .string(arePercents ? "percentage" : "absolute"), "steps": .sequence([first] + others),
        ]
    }
}

/// A text in place of a value.
public struct ValueMapping: Hashable, Sendable {
    private let content: Document

    /// This value becomes this text in this color.
    public static func value(_ value: String, text: String, color: String) -> ValueMapping {
        ValueMapping(content: [
            "type": "value",
            "options": .mapping([.init(value, ["text": .string(text), "color": .string(color), "index": 0])]),
        ])
    }

    /// All values from `lower` to `upper`, both included.
    public static func range(_ lower: Double, _ upper: Double, text: String, color: String) -> ValueMapping {
        ValueMapping(content: [
            "type": "range",
            "options": [
                "from": .number(lower), "to": .number(upper),
                "result": ["text": .string(text), "color": .string(color), "index": 0],
            ],
        ])
    }

    /// All texts that the expression matches; Grafana wants the slashes, which are added here.
    public static func matching(_ expression: String, text: String, color: String) -> ValueMapping {
        ValueMapping(content: [
            "type": "regex",
            "options": [
                "pattern": .string("/\(expression)/"),
                "result": ["text": .string(text), "color": .string(color), "index": 0],
            ],
        ])
    }

    /// No value and not-a-number.
    public static func missing(text: String, color: String) -> ValueMapping {
        ValueMapping(content: [
            "type": "special",
            "options": ["match": "null+nan", "result": ["text": .string(text), "color": .string(color), "index": 0]],
        ])
    }

    func document() -> Document { content }
}
