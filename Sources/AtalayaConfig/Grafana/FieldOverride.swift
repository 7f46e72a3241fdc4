/// Other options for some of a panel's fields: the first matcher that fits does not end the search, later overrides win.
public struct FieldOverride: Hashable, Sendable {
    let matcher: String
    let argument: Document
    public var properties: [FieldProperty]

    /// For the field with this name, after renaming.
    public static func named(_ name: String, _ properties: [FieldProperty]) -> FieldOverride {
        FieldOverride(matcher: "byName", argument: .string(name), properties: properties)
    }

    /// For the fields with these names; with `isInverted`, for all others.
    public static func named(anyOf names: [String], isInverted: Bool = false, _ properties: [FieldProperty])
        -> FieldOverride
    {
        FieldOverride(
            matcher: "byNames",
            argument: ["mode": .string(isInverted ? "exclude" : "include"), "names": Document.flowStrings(names)],
            properties: properties)
    }

    /// For the fields whose name the expression matches; Grafana wants the slashes, which are added here.
    public static func matching(_ expression: String, _ properties: [FieldProperty]) -> FieldOverride {
        FieldOverride(matcher: "byRegexp", argument: .string("/\(expression)/"), properties: properties)
    }

    public enum FieldType: String, Sendable, CaseIterable { case number, string, time, boolean }

    /// For the fields of a type.
    public static func type(_ type: FieldType, _ properties: [FieldProperty]) -> FieldOverride {
        FieldOverride(matcher: "byType", argument: .string(type.rawValue), properties: properties)
    }

    /// For the fields that come from the query with this reference id (A for the first).
    public static func query(_ referenceID: String, _ properties: [FieldProperty]) -> FieldOverride {
        FieldOverride(matcher: "byFrameRefID", argument: .string(referenceID), properties: properties)
    }

    /// A fixed color for the field with this name.
    public static func color(_ name: String, _ color: String) -> FieldOverride { named(name, [.color(.fixed(color))]) }

    func document() -> Document {
        [
            "matcher": ["id": .string(matcher), "options": argument],
            "properties": .sequence(properties.map { ["id": .string($0.id), "value": $0.value] }),
        ]
    }
}

/// One option that an override sets: Grafana's id and a value of the type it has there.
public struct FieldProperty: Hashable, Sendable {
    public let id: String
    public let value: Document

    /// Any property, for those which have no function here.
    public init(id: String, value: Document) {
        self.id = id
        self.value = value
    }

    public static func unit(_ unit: GrafanaUnit) -> Self { Self(id: "unit", value: .string(unit.id)) }
    public static func decimals(_ count: Int) -> Self { Self(id: "decimals", value: .int(Int64(count))) }
    public static func minimum(_ value: Double) -> Self { Self(id: "min", value: .number(value)) }
    public static func maximum(_ value: Double) -> Self { Self(id: "max", value: .number(value)) }
    public static func displayName(_ name: DashboardText) -> Self { Self(id: "displayName", value: name.document()) }
    public static func noValue(_ text: String) -> Self { Self(id: "noValue", value: .string(text)) }
    public static func color(_ color: FieldColor) -> Self { Self(id: "color", value: color.document()) }
    public static func thresholds(_ thresholds: Thresholds) -> Self {
        Self(id: "thresholds", value: thresholds.document())
    }
    public static func mappings(_ mappings: [ValueMapping]) -> Self {
        Self(id: "mappings", value: .sequence(mappings.map { $0.document() }))
    }
    public static func links(_ links: [DataLink]) -> Self {
        Self(id: "links", value: .sequence(links.map { $0.document() }))
    }

    /// The width of a table's column in pixels.
    public static func columnWidth(_ pixels: Int) -> Self { Self(id: "custom.width", value: .int(Int64(pixels))) }
    /// A table's column that is there for links and transformations only.
    public static let hiddenColumn = Self(id: "custom.hidden", value: true)
    public static func lineWidth(_ pixels: Int) -> Self { Self(id: "custom.lineWidth", value: .int(Int64(pixels))) }
    public static func fill(percent: Int) -> Self {
        Self(id: "custom.fillOpacity", value: .int(Int64(min(max(percent, 0), 100))))
    }
    /// A dashed line: for limits and last week's course.
    public static let dashedLine = Self(id: "custom.lineStyle", value: ["fill": "dash", "dash": [10, 10]])
    /// The values count downward from zero: received above, sent below.
    public static let belowZero = Self(id: "custom.transform", value: "negative-Y")
    /// The axis on the right, for a second unit.
    public static let rightAxis = Self(id: "custom.axisPlacement", value: "right")
}

/// Where a click on a value leads. Grafana fills in `${__field.labels.job}`, `${__value.text}` and dashboard variables.
public struct DataLink: Hashable, Sendable {
    public var title: DashboardText
    public var url: DashboardText
    public var opensNewTab: Bool

    public init(title: DashboardText, url: DashboardText, opensNewTab: Bool = false) {
        self.title = title
        self.url = url
        self.opensNewTab = opensNewTab
    }

    func document() -> Document {
        ["title": title.document(), "url": url.document(), "targetBlank": .bool(opensNewTab)]
    }
}
