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

    /// Ruby. The only value that is evaluated; see ``FluentdRuby``.
    public static func ruby(_ expression: FluentdRuby) -> FluentdValue { FluentdValue(.ruby(expression)) }
}

/// Ruby that Fluentd evaluates once, when it reads its configuration. There is no way to make it from text that came
/// from outside.
public struct FluentdRuby: Hashable, Sendable {
    /// An expression, without `#{` and `}`.
    let code: String

    private init(code: String) { self.code = code }

    /// An environment variable; Fluentd does not start without it. This is how a password gets in without standing in
    /// the file.
    /// - Returns: nil unless the name consists of letters, digits and `_`.
    public static func environment(_ name: String) -> FluentdRuby? {
        isName(name) ? FluentdRuby(code: "ENV.fetch('\(name)')") : nil
    }

    /// The name of the machine Fluentd runs on.
    public static let hostname = FluentdRuby(code: "Socket.gethostname")

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}

/// A path or an index name with parts that differ from chunk to chunk: `/archive/${tag[0]}.%Y%m%d%H`.
///
/// Fluentd takes every `${…}` and, with a chunk key `time`, every `%` for a placeholder. Text of your own is written by
/// ``literal(_:)``.
public struct FluentdTemplate: Hashable, Sendable {
    public private(set) var text: String
    /// The chunk keys that must be there for the placeholders to be filled in.
    public private(set) var chunkKeys: Set<String> = []
    /// Whether literal text contains `${`, for which Fluentd has no escape.
    public private(set) var isAmbiguous = false
    /// How finely the text tells times apart; nil where it names no time.
    public private(set) var timeResolution: PrometheusDuration?

    private init(text: String, chunkKeys: Set<String> = [], timeResolution: PrometheusDuration? = nil) {
        self.text = text
        self.chunkKeys = chunkKeys
        self.timeResolution = timeResolution
    }

    /// This text: a `%` becomes `%%`.
    public static func literal(_ text: String) -> FluentdTemplate {
        var template = FluentdTemplate(
            text: text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%"))
        template.isAmbiguous = text.contains("${")
        return template
    }

    /// The event's tag.
    public static let tag = FluentdTemplate(text: "${tag}", chunkKeys: ["tag"])

    /// One part of the tag, counted from 0.
    public static func tagPart(_ index: Int) -> FluentdTemplate {
        FluentdTemplate(text: "${tag[\(max(index, 0))]}", chunkKeys: ["tag"])
    }

    /// The day and the hour of the chunk's time, as in `2026083107`.
    public static let hour = FluentdTemplate(text: "%Y%m%d%H", chunkKeys: ["time"], timeResolution: .hours(1))

    /// The day, the hour and the minute, as in `202608310742`.
    public static let minute = FluentdTemplate(text: "%Y%m%d%H%M", chunkKeys: ["time"], timeResolution: .minutes(1))

    /// The day and the time to the second, as in `20260831074205`.
    public static let second = FluentdTemplate(
        text: "%Y%m%d%H%M%S", chunkKeys: ["time"], timeResolution: .seconds(1))

    /// The shortest text that tells slices of this length apart.
    public static func time(slice: PrometheusDuration) -> FluentdTemplate {
        if slice >= .hours(1) { return .hour }
        return slice >= .minutes(1) ? .minute : .second
    }

    public static func + (left: FluentdTemplate, right: FluentdTemplate) -> FluentdTemplate {
        var sum = FluentdTemplate(text: left.text + right.text, chunkKeys: left.chunkKeys.union(right.chunkKeys))
        sum.isAmbiguous = left.isAmbiguous || right.isAmbiguous
        sum.timeResolution = [left.timeResolution, right.timeResolution].compactMap { $0 }.min()
        return sum
    }
}
