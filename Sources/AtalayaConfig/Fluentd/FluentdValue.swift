/// The value of a Fluentd parameter, in one of the few forms that Fluentd reads rightly.
///
/// Fluentd takes the first number-and-letter it finds: `500ms` is 30,000 seconds, `1h30m` is 30 minutes, `1.5g` is 5
/// GiB, and a word it does not know for a boolean is false. None of that is an error there, so durations, sizes and
/// booleans are types here.
public struct FluentdValue: Hashable, Sendable {
    enum Content: Hashable, Sendable {
        case text(String)
        case flag(Bool)
        case number(Int64)
        /// A duration or a size, already in Fluentd's notation.
        case quantity(String)
        /// An array or a hash.
        case json(Document)
        /// Ruby, evaluated when Fluentd reads its configuration.
        case ruby(FluentdRuby)
    }

    let content: Content

    private init(_ content: Content) { self.content = content }

    /// Text, whatever is in it; Fluentd never evaluates it. Plugins may still see placeholders in it: see
    /// ``FluentdTemplate``.
    public static func text(_ text: String) -> FluentdValue { FluentdValue(.text(text)) }

    public static func flag(_ value: Bool) -> FluentdValue { FluentdValue(.flag(value)) }

    public static func number(_ value: Int) -> FluentdValue { FluentdValue(.number(Int64(value))) }

    /// In the largest unit that leaves no fraction: `1h`, `90s`. Below a second as a decimal number of seconds: `0.25`.
    public static func duration(_ duration: PrometheusDuration) -> FluentdValue {
        let milliseconds = duration.milliseconds
        guard milliseconds % 1_000 == 0 else {
            let fraction = String(milliseconds % 1_000 + 1_000).dropFirst()
            return FluentdValue(.quantity("\(milliseconds / 1_000).\(fraction)"))
        }
        let seconds = milliseconds / 1_000
        for (unit, name) in [(86_400, "d"), (3_600, "h"), (60, "m")] as [(Int64, String)]
        where seconds > 0 && seconds % unit == 0 {
            return FluentdValue(.quantity("\(seconds / unit)\(name)"))
        }
        return FluentdValue(.quantity("\(seconds)s"))
    }

    /// In the largest unit (1024 each) that leaves no fraction: `8m`; otherwise the number of bytes.
    public static func size(_ size: ByteSize) -> FluentdValue {
        for (unit, name) in [(1 << 30, "g"), (1 << 20, "m"), (1 << 10, "k")] as [(Int64, String)]
        where size.bytes > 0 && size.bytes % unit == 0 {
            return FluentdValue(.quantity("\(size.bytes / unit)\(name)"))
        }
        return FluentdValue(.quantity(String(size.bytes)))
    }

    public static func list(_ items: [String]) -> FluentdValue {
        FluentdValue(.json(.sequence(items.map(Document.string))))
    }

    /// A hash, in this order.
    public static func hash(_ entries: [(key: String, value: String)]) -> FluentdValue {
        FluentdValue(.json(Document.strings(entries)))
    }

    /// A text with placeholders that Fluentd fills in for each chunk.
    public static func template(_ template: FluentdTemplate) -> FluentdValue { FluentdValue(.text(template.text)) }

    /// A text with placeholders that a filter fills in for each record.
    public static func record(_ text: FluentdRecordText) -> FluentdValue { FluentdValue(.text(text.text)) }

    /// Text with Ruby in it. The only value that is evaluated; see ``FluentdRuby``.
    public static func ruby(_ text: FluentdRuby) -> FluentdValue { FluentdValue(.ruby(text)) }
}
