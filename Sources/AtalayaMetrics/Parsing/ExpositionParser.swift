/// Reads what the exposition formats write, and says line and column where a text breaks its specification.
///
/// ```swift
/// let exposition = ExpositionParser.parse(bytes, as: .openMetrics)
/// for problem in exposition.problems { print(problem) }
/// ```
/// Strict on purpose: what some scraper tolerates is still reported, so that what passes here is read by all of them.
public enum ExpositionParser {
    /// A format to read.
    public struct Dialect: Hashable, Sendable, CustomStringConvertible {
        fileprivate enum Value: String { case plainText = "text", openMetrics = "OpenMetrics", protobuf = "protobuf" }
        fileprivate let value: Value
        /// Whether names may be any text, in quotes. Protobuf has no quotes, and any text for names.
        public private(set) var allowsUTF8Names = false

        /// Prometheus' text format, version 0.0.4.
        public static let plainText = Dialect(value: .plainText)
        /// OpenMetrics text, version 1.0.0 (and 0.0.1, which reads alike).
        public static let openMetrics = Dialect(value: .openMetrics)
        /// Prometheus' protocol buffers, delimited.
        public static let protobuf = Dialect(value: .protobuf, allowsUTF8Names: true)

        private init(value: Value, allowsUTF8Names: Bool = false) {
            self.value = value
            self.allowsUTF8Names = allowsUTF8Names
        }

        /// The dialect of a `Content-Type`; text 0.0.4 for everything that is neither OpenMetrics nor protobuf. Quoted names
        /// come with version 1.0.0 of the text format, and wherever `escaping=allow-utf-8` says so.
        public init(contentType: String) {
            let entry = AcceptHeader(contentType).entries.first
            value =
                switch entry?.value {
                case "application/openmetrics-text": .openMetrics
                case "application/vnd.google.protobuf": .protobuf
                default: .plainText
                }
            allowsUTF8Names =
                value == .protobuf || entry?.parameters["escaping"] == "allow-utf-8"
                || value == .plainText && entry?.parameters["version"] == "1.0.0"
        }

        /// The same with names in UTF-8, quoted: text 1.0.0.
        public var allowingUTF8Names: Dialect { Dialect(value: value, allowsUTF8Names: true) }

        public var description: String { value.rawValue + (allowsUTF8Names ? " with UTF-8 names" : "") }
    }

    /// Reading goes on behind a problem, but reports no more than this.
    public static let problemsMax = 100

    /// Reads all of an exposition, collecting problems. Time and memory grow with it; bound it before.
    public static func parse(_ bytes: [UInt8], as dialect: Dialect) -> ParsedExposition {
        switch dialect.value {
        case .plainText: PlainTextParser(allowsUTF8Names: dialect.allowsUTF8Names).parse(bytes)
        case .openMetrics: OpenMetricsParser(allowsUTF8Names: dialect.allowsUTF8Names).parse(bytes)
        case .protobuf: ProtobufParser().parse(bytes)
        }
    }

    /// Reads all of an exposition, or throws the first problem.
    public static func families(in bytes: [UInt8], as dialect: Dialect) throws(ExpositionProblem) -> [ParsedFamily] {
        let exposition = parse(bytes, as: dialect)
        if let problem = exposition.problems.first { throw problem }
        return exposition.families
    }
}
