/// Reads what the exposition formats write, and says line and column where a text breaks its specification.
///
/// ```swift
/// let exposition = ExpositionParser.parse(bytes, as: .openMetrics)
/// for problem in exposition.problems { print(problem) }
/// ```
/// Strict on purpose: what some scraper tolerates is still reported, so that what passes here is read by all of them.
public enum ExpositionParser {
    /// A text format to read.
    public struct Dialect: Hashable, Sendable, CustomStringConvertible {
        fileprivate enum Value: String { case plainText = "text 0.0.4", openMetrics = "OpenMetrics 1.0" }
        fileprivate let value: Value

        /// Prometheus' text format, version 0.0.4.
        public static let plainText = Dialect(value: .plainText)
        /// OpenMetrics text, version 1.0.0 (and 0.0.1, which reads alike).
        public static let openMetrics = Dialect(value: .openMetrics)

        private init(value: Value) { self.value = value }

        /// The dialect of a `Content-Type`; text 0.0.4 for everything that is not OpenMetrics.
        public init(contentType: String) {
            let mediaType = contentType.prefix { $0 != ";" && $0 != " " }.lowercased()
            value = mediaType == "application/openmetrics-text" ? .openMetrics : .plainText
        }

        public var description: String { value.rawValue }
    }

    /// Reading goes on behind a problem, but reports no more than this.
    public static let problemsMax = 100

    /// Reads all of a text, collecting problems. Time and memory grow with the text; bound it before.
    public static func parse(_ bytes: [UInt8], as dialect: Dialect) -> ParsedExposition {
        switch dialect.value {
        case .plainText: PlainTextParser().parse(bytes)
        case .openMetrics: OpenMetricsParser().parse(bytes)
        }
    }

    /// Reads all of a text, or throws the first problem.
    public static func families(in bytes: [UInt8], as dialect: Dialect) throws(ExpositionProblem) -> [ParsedFamily] {
        let exposition = parse(bytes, as: dialect)
        if let problem = exposition.problems.first { throw problem }
        return exposition.families
    }
}
