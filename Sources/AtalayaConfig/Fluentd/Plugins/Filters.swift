/// Adds fields to records: `filter_record_transformer`, without Ruby.
public struct FluentdRecordTransformer: FluentdFilter {
    public var fields: [(name: String, value: FluentdRecordText)]

    public init(fields: [(name: String, value: FluentdRecordText)]) { self.fields = fields }

    public var type: String { "record_transformer" }
    public var parameters: [FluentdParameter] { [] }

    public var sections: [FluentdSection] {
        [FluentdSection("record", parameters: fields.map { FluentdParameter($0.name, .record($0.value)) })]
    }

    public var findings: [Finding] {
        fields.flatMap { name, value in
            let problems = value.unnamedFields.map {
                Finding(
                    path: name, rule: "fluentd-record-field",
                    message: "the field '\($0)' cannot be named in a placeholder")
            }
            guard value.isAmbiguous else { return problems }
            let message = "'\(value.text)' would be taken for a placeholder"
            return problems + [Finding(path: name, rule: "fluentd-record-placeholder", message: message)]
        }
    }
}

/// Keeps or drops events by a field: `filter_grep`.
public struct FluentdGrep: FluentdFilter {
    public struct Condition: Hashable, Sendable {
        public var field: String
        /// A Ruby regular expression, without slashes.
        public var expression: String

        public init(_ field: String, matches expression: String) {
            self.field = field
            self.expression = expression
        }
    }

    /// Events must match all of these.
    public var keeping: [Condition]
    /// Events must match none of these.
    public var dropping: [Condition]

    public init(keeping: [Condition] = [], dropping: [Condition] = []) {
        self.keeping = keeping
        self.dropping = dropping
    }

    public var type: String { "grep" }
    public var parameters: [FluentdParameter] { [] }

    public var sections: [FluentdSection] {
        keeping.map { Self.section("regexp", $0) } + dropping.map { Self.section("exclude", $0) }
    }

    public var findings: [Finding] {
        for conditions in [keeping, dropping] where Set(conditions.map(\.field)).count != conditions.count {
            return [
                Finding(
                    path: "grep", rule: "fluentd-grep-duplicate", message: "a field may stand in one condition only")
            ]
        }
        return []
    }

    private static func section(_ name: String, _ condition: Condition) -> FluentdSection {
        FluentdSection(
            name,
            parameters: [
                FluentdParameter("key", .text(condition.field)),
                FluentdParameter("pattern", .text("/\(condition.expression.replacingSlashes())/")),
            ])
    }
}

extension String {
    /// A regular expression between slashes has its own slashes escaped, those that are not yet.
    fileprivate func replacingSlashes() -> String {
        var result = ""
        var isEscaped = false
        for scalar in unicodeScalars {
            if scalar == "/", !isEscaped { result += "\\" }
            isEscaped = scalar == "\\" && !isEscaped
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}
