/// A configuration document on its way out: what `YAMLWriter` and `JSONWriter` write.
///
/// Typed models (`PrometheusConfiguration`, a dashboard, a compose file …) turn themselves into this tree; the
/// writers decide about quotes, indentation and line breaks and nothing else. The order of entries is the order in
/// the file.
///
/// Literals make small trees readable, `Fields` makes trees with optional parts readable:
///
/// ```swift
/// let scrape: Document = ["job_name": "orchestrator", "static_configs": [["targets": ["sidecar:9464"]]]]
/// let global = Document.fields {
///     $0.set("scrape_interval", .string("15s"))
///     $0.set("scrape_timeout", timeout.map { .string($0.description) })   // nil: no entry
/// }
/// ```
public indirect enum Document: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    /// A floating point number, written in the shortest form that reads back as the same value.
    /// YAML writes `.nan` and `.inf`; JSON has no such numbers and gets `null`.
    case double(Double)
    /// Text. The YAML writer leaves it unquoted where every reader agrees that it is text.
    case string(String)
    /// A scalar as somebody wrote it without quotes: `3.10`, `0x1F`, `yes`. What it means is the reader's business; for
    /// documents that are written again, not for new ones. JSON gets the number that it is, or the text.
    case plain(String)
    /// Text which YAML shows as a literal block (`|`), line by line: PromQL, templates. Plain text in JSON.
    case block(String)
    case sequence([Document])
    case mapping([Entry])
    /// A document with remarks on how to show it. Use the methods `commented`, `afterBlankLine`, `flow`, `tagged`.
    case styled(Style, Document)

    /// One key of a mapping.
    public struct Entry: Hashable, Sendable {
        public var key: String
        public var value: Document

        public init(_ key: String, _ value: Document) {
            self.key = key
            self.value = value
        }
    }

    /// How an entry or item is shown. Has no meaning for the reader of the file, except `tag`.
    public struct Style: Hashable, Sendable {
        /// Comment lines above the entry or item, without `#`. JSON has no comments and leaves them out.
        public var comments: [String]
        /// An empty line above (and above the comments); not before the first of its kind.
        public var isAfterBlankLine: Bool
        /// The whole value on one line: `[GET, POST]`, `{severity: page}`. Comments inside are left out.
        public var isFlow: Bool
        /// A YAML tag such as `!fluent/s`; JSON leaves it out.
        public var tag: String?

        public init(
            comments: [String] = [],
            isAfterBlankLine: Bool = false,
            isFlow: Bool = false,
            tag: String? = nil
        ) {
            self.comments = comments
            self.isAfterBlankLine = isAfterBlankLine
            self.isFlow = isFlow
            self.tag = tag
        }
    }
}

extension Document {
    /// The style of all `styled` layers together, and the document below them.
    var unwrapped: (style: Style, core: Document) {
        guard case .styled(let style, let inner) = self else { return (Style(), self) }
        let (innerStyle, core) = inner.unwrapped
        return (
            Style(
                comments: style.comments + innerStyle.comments,
                isAfterBlankLine: style.isAfterBlankLine || innerStyle.isAfterBlankLine,
                isFlow: style.isFlow || innerStyle.isFlow,
                tag: style.tag ?? innerStyle.tag
            ),
            core
        )
    }
}
