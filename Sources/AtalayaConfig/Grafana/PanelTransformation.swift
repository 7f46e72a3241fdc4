/// A step of a panel's transformation chain: Grafana's id and its options. The steps run in their order, each on what
/// the one before it gave.
public struct PanelTransformation: Hashable, Sendable {
    public let id: String
    public var options: Document
    /// Left in place, but not run.
    public var isDisabled: Bool

    /// Any step, for those which have no function here.
    public init(id: String, options: Document, isDisabled: Bool = false) {
        self.id = id
        self.options = options
        self.isDisabled = isDisabled
    }

    func document() -> Document {
        .fields {
            $0.set("id", string: id)
            $0.set("disabled", bool: isDisabled ? true : nil)
            $0.set("options", options)
        }
    }
}

extension PanelTransformation {
    /// Hides, renames and orders the columns of a table.
    public static func organize(hidden: [String] = [], renamed: [(from: String, to: String)] = [], order: [String] = [])
        -> Self
    {
        PanelTransformation(
            id: "organize",
            options: [
                "excludeByName": .mapping(hidden.map { Document.Entry($0, true) }),
                "indexByName": .mapping(order.enumerated().map { Document.Entry($1, .int(Int64($0))) }),
                "renameByName": .mapping(renamed.map { Document.Entry($0.from, .string($0.to)) }),
            ])
    }

    /// Joins the rows of several table queries.
    public static let merge = PanelTransformation(id: "merge", options: [:])

    public enum Join: String, Sendable, CaseIterable { case outer, inner, outerTabular }

    /// Joins frames on the equal values of one field, such as `Time` or a label.
    public static func join(by field: String, _ join: Join = .outer) -> Self {
        PanelTransformation(id: "joinByField", options: ["byField": .string(field), "mode": .string(join.rawValue)])
    }

    /// Renames fields by a regular expression (without slashes); `$1` is its first group.
    public static func rename(matching expression: String, to replacement: String) -> Self {
        PanelTransformation(
            id: "renameByRegex", options: ["regex": .string(expression), "renamePattern": .string(replacement)])
    }

    /// Rows with equal values in the `keys` become one; the other fields are calculated over them.
    public static func group(by keys: [String], calculating fields: [(name: String, calculation: PanelCalculation)])
        -> Self
    {
        let groups = keys.map { key -> Document.Entry in
            Document.Entry(key, ["aggregations": [], "operation": "groupby"])
        }
        let calculated = fields.map { field -> Document.Entry in
            Document.Entry(
                field.name,
                ["aggregations": Document.flowStrings([field.calculation.id]), "operation": "aggregate"])
        }
        return PanelTransformation(id: "groupBy", options: ["fields": .mapping(groups + calculated)])
    }

    /// Keeps only these fields.
    public static func keep(fields names: [String]) -> Self {
        PanelTransformation(
            id: "filterFieldsByName", options: ["include": ["names": Document.flowStrings(names)]])
    }

    public enum Operation: String, Sendable, CaseIterable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
    }

    /// A new field from two others.
    public static func calculate(_ alias: String, _ left: String, _ operation: Operation, _ right: String) -> Self {
        PanelTransformation(
            id: "calculateField",
            options: [
                "mode": "binary", "alias": .string(alias), "replaceFields": false,
                "binary": ["left": .string(left), "operator": .string(operation.rawValue), "right": .string(right)],
            ])
    }

    /// A new field: the calculation over all numbers of a row.
    public static func calculateRow(_ alias: String, _ calculation: PanelCalculation) -> Self {
        PanelTransformation(
            id: "calculateField",
            options: [
                "mode": "reduceRow", "alias": .string(alias), "replaceFields": false,
                "reduce": ["reducer": .string(calculation.id)],
            ])
    }

    /// A row for each series, a column for each calculation.
    public static func reduce(_ calculations: [PanelCalculation], keepsLabels: Bool = false) -> Self {
        PanelTransformation(
            id: "reduce",
            options: [
                "mode": "seriesToRows", "includeTimeField": false, "labelsToFields": .bool(keepsLabels),
                "reducers": Document.flowStrings(calculations.map(\.id)),
            ])
    }

    /// Sorts rows by one field.
    public static func sort(by field: String, descending: Bool = false) -> Self {
        PanelTransformation(
            id: "sortBy", options: ["fields": [:], "sort": [["field": .string(field), "desc": .bool(descending)]]])
    }

    /// Labels become columns.
    public static let labelsToColumns = PanelTransformation(id: "labelsToFields", options: ["mode": "columns"])

    public enum Comparison: String, Sendable, CaseIterable {
        case greater, greaterOrEqual, lower, lowerOrEqual, equal, notEqual
    }

    /// Keeps only the rows in which a field compares so.
    public static func keepRows(where field: String, _ comparison: Comparison, _ value: Double) -> Self {
        PanelTransformation(
            id: "filterByValue",
            options: [
                "type": "include", "match": "all",
                "filters": [
                    [
                        "fieldName": .string(field),
                        "config": ["id": .string(comparison.rawValue), "options": ["value": .number(value)]],
                    ]
                ],
            ])
    }

    /// Series below each other, in the columns time, metric and value.
    public static let seriesToRows = PanelTransformation(id: "seriesToRows", options: [:])

    /// A row for each series, with its course in a column: for sparklines in tables. One calculation a query, by
    /// reference id.
    public static func sparklines(_ calculations: [(referenceID: String, calculation: PanelCalculation)]) -> Self {
        PanelTransformation(
            id: "timeSeriesTable",
            options: .mapping(calculations.map { .init($0.referenceID, ["stat": .string($0.calculation.id)]) }))
    }

    /// The first rows only.
    public static func first(rows: Int) -> Self {
        PanelTransformation(id: "limit", options: ["limitField": .int(Int64(max(rows, 1)))])
    }
}
