/// A template of Go's `text/template`, as alerts and Alertmanager have them: read as Go reads it, so that a mistake is
/// found before the alert that would show it.
///
/// Nothing is executed. What is known afterwards is that Go can parse the text with the functions and variables of its
/// place, and which fields of the place's own value it asks for.
public struct GoTemplate: Hashable, Sendable {
    /// The fields read from the value that the template is given, each where it stands: `Labels` of `{{ .Labels.job }}`.
    ///
    /// Inside of `range` and `with` the dot is another value, and only what begins with `$.` is told.
    public let fields: [Field]
    /// The names of the templates it calls, and of those it defines.
    public let calls: [String]
    public let definitions: [String]

    public struct Field: Hashable, Sendable {
        /// The steps from the value on: `Labels`, `job`.
        public var path: [String]
        /// Where it begins, in bytes of UTF-8.
        public var offset: Int
    }

    /// Blocks and brackets inside each other.
    public static let depthMax = 100

    /// Reads a template. Linear in its length.
    ///
    /// - Throws: ``GoTemplateError`` with the place of the first mistake.
    public init(_ text: String, dialect: GoTemplateDialect) throws(GoTemplateError) {
        guard text.utf8.contains(UInt8(ascii: "{")) else {
            (fields, calls, definitions) = ([], [], [])
            return
        }
        var parser = GoTemplateParser(tokens: try GoTemplateLexer.tokens(of: text), dialect: dialect)
        try parser.parse()
        (fields, calls, definitions) = (parser.fields, parser.calls, parser.definitions)
    }
}

/// Where and why a text is no template.
public struct GoTemplateError: Error, Hashable, Sendable, CustomStringConvertible {
    public let message: String
    /// In bytes of UTF-8 from the beginning of the text.
    public let offset: Int
    public var description: String { message }
    /// Free of values.
    public var shortDescription: String { "invalid-template" }
}

/// What a template may use in one place: functions, variables, and the fields of the value it is given.
public struct GoTemplateDialect: Hashable, Sendable {
    public var functions: Set<String>
    /// Without their `$`.
    public var variables: Set<String>
    /// Empty: any.
    public var fields: Set<String>

    public init(functions: Set<String>, variables: Set<String> = [], fields: Set<String> = []) {
        self.functions = functions.union(Self.builtins)
        self.variables = variables
        self.fields = fields
    }

    /// The functions of `text/template` itself.
    static let builtins: Set<String> = [
        "and", "call", "html", "index", "slice", "js", "len", "not", "or", "print", "printf", "println", "urlquery",
        "eq", "ge", "gt", "le", "lt", "ne",
    ]

    /// Labels and annotations of an alert in a rule file.
    public static let prometheusAlert = GoTemplateDialect(
        functions: [
            "query", "first", "label", "value", "strvalue", "args", "reReplaceAll", "safeHtml", "match", "title",
            "toUpper", "toLower", "graphLink", "tableLink", "sortByLabel", "stripPort", "stripDomain", "humanize",
            "humanize1024", "humanizeDuration", "humanizePercentage", "humanizeTimestamp", "toTime", "toDuration",
            "now", "pathPrefix", "externalURL", "parseDuration", "urlQueryEscape", "tmpl",
        ],
        variables: ["labels", "externalLabels", "externalURL", "value"],
        fields: ["Labels", "ExternalLabels", "ExternalURL", "Value"])

    /// The settings of receivers in alertmanager.yml, and the files of `templates`.
    public static let alertmanager = GoTemplateDialect(
        functions: [
            "toUpper", "toLower", "title", "trimSpace", "join", "match", "safeHtml", "safeUrl", "urlUnescape",
            "reReplaceAll", "stringSlice", "routeLabels", "date", "tz", "now", "since", "humanizeDuration", "toDate",
            "mustToDate", "toJson", "base64encode", "base64decode", "list", "append", "dict",
        ],
        fields: [
            "Receiver", "Status", "Alerts", "GroupLabels", "CommonLabels", "CommonAnnotations", "RouteLabels",
            "ExternalURL", "NotificationReason",
        ])
}
