/// A filter as a configuration has it: what kind it is, and its options.
public struct LogFilter: Hashable, Sendable {
    /// The name of a ``LogFilterKind``.
    public var kind: String
    public var options: [String: LogOptionValue]

    public init(_ kind: LogFilterKind, _ options: [String: LogOptionValue] = [:]) {
        self.kind = kind.name
        self.options = options
    }
}

/// The value of an option, in the form that its ``LogOption`` asks for.
public enum LogOptionValue: Hashable, Sendable {
    case text(String)
    case texts([String])
    case number(Double)
    case duration(Duration)
    /// Names and what belongs to them, in their order.
    case pairs([LogOptionPair])
    /// Fields and the texts that they may have, in their order.
    case conditions([LogCondition])
}

public struct LogOptionPair: Hashable, Sendable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A field must have one of these values; numbers and booleans are compared by their JSON text.
public struct LogCondition: Hashable, Sendable {
    /// Nested fields are named with dots: `http.status`.
    public var field: String
    public var values: [String]

    public init(_ field: String, isOneOf values: [String]) {
        self.field = field
        self.values = values
    }
}

/// An option that a kind of filter has.
public struct LogOption: Hashable, Sendable {
    /// What the value of the option must be. Closed: it is what documents can say.
    public enum Form: Hashable, Sendable {
        case text
        /// One text, or a list of them.
        case texts
        /// One of these names, or a list of them.
        case names([String])
        case number(ClosedRange<Double>)
        case duration(ClosedRange<Duration>)
        /// A ``Pattern``.
        case pattern
        case pairs
        case conditions
    }

    public let name: String
    public let form: Form
    public let isRequired: Bool
    public let help: String

    init(_ name: String, _ form: Form, isRequired: Bool = false, _ help: String) {
        self.name = name
        self.form = form
        self.isRequired = isRequired
        self.help = help
    }
}

/// A kind of filter: its name, what it does, and its options.
///
/// Both sides read the list: the configuration checks options against it, the log module has a filter for each kind.
public struct LogFilterKind: Hashable, Sendable {
    public let name: String
    /// One line for people who choose a filter.
    public let help: String
    public let options: [LogOption]
    /// Options of which at least one must be there.
    public let needsOneOf: [String]

    private init(_ name: String, _ help: String, needsOneOf: [String] = [], _ options: [LogOption]) {
        self.name = name
        self.help = help
        self.options = options
        self.needsOneOf = needsOneOf
    }

    /// The kind with this name.
    public static func named(_ name: String) -> LogFilterKind? { all.first { $0.name == name } }

    /// Every kind.
    public static let all: [LogFilterKind] = [
        keep, drop, sample, rateLimit, deduplicate, rename, remove, add, redact,
    ]
}

// MARK: - The kinds

extension LogFilterKind {
    /// Which records a filter is about: fields that have values, and a pattern that matches a field.
    private static let selection = [
        LogOption("where", .conditions, "Fields and the values that they must have, one of a list."),
        LogOption("pattern", .pattern, "A pattern that must match the field."),
        LogOption("field", .text, "The field that the pattern looks at; message unless given."),
    ]

    public static let keep = LogFilterKind(
        "keep", "keeps the records that meet all conditions, and drops the others", needsOneOf: ["where", "pattern"],
        selection)

    public static let drop = LogFilterKind(
        "drop", "drops the records that meet all conditions", needsOneOf: ["where", "pattern"], selection)

    public static let sample = LogFilterKind(
        "sample", "keeps a share of the records, always the same ones",
        [
            LogOption("ratio", .number(0...1), isRequired: true, "The share that is kept: 0.1 is a tenth."),
            LogOption("by", .texts, "Fields whose values decide, such as trace_id; all of them unless given."),
        ] + selection)

    public static let rateLimit = LogFilterKind(
        "rate_limit", "drops what comes faster than allowed",
        [
            LogOption("records", .number(1...1e9), isRequired: true, "So many records"),
            LogOption("per", .duration(.milliseconds(1) ... .seconds(86_400)), "in so long; 1s unless given."),
            LogOption("burst", .number(1...1e9), "So many at once after a pause; as many as records unless given."),
            LogOption("by", .texts, "Fields whose values have a limit each; one limit for all unless given."),
        ] + selection)

    public static let deduplicate = LogFilterKind(
        "deduplicate", "drops records that repeat one before; the next one says how many there were",
        [
            LogOption("by", .texts, "Fields that make records equal; all of them unless given."),
            LogOption(
                "window", .duration(.milliseconds(1) ... .seconds(86_400)),
                "Repetitions within so long; only of the record right before unless given."),
        ])

    public static let rename = LogFilterKind(
        "rename", "gives fields other names", [LogOption("fields", .pairs, isRequired: true, "Old names and new ones.")]
    )

    public static let remove = LogFilterKind(
        "remove", "takes fields out", [LogOption("fields", .texts, isRequired: true, "Their names.")])

    public static let add = LogFilterKind(
        "add", "adds fields, in place of those of the same name",
        [LogOption("fields", .pairs, isRequired: true, "Their names and values.")])

    public static let redact = LogFilterKind(
        "redact", "hides secrets in texts, before anything reaches a disk or the network",
        needsOneOf: ["presets", "pattern"],
        [
            LogOption("presets", .names(RedactionPreset.all.map(\.name)), "What is to be hidden."),
            LogOption(
                "pattern", .pattern, "A pattern of what is to be hidden: its captures, or without any all of it."),
            LogOption("fields", .texts, "Fields to look at; every text of the record unless given."),
            LogOption("with", .text, "What is put in its place; [redacted] unless given."),
        ])
}
