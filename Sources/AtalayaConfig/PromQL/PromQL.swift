/// Prometheus' query language: reading and checking expressions.
///
/// ```swift
/// let reading = PromQL.read("sum by (job) (rate(http_requests_total[5m]))")
/// if let expression = reading.expression { print(PromQLPrinter().text(expression)) }
/// ```
///
/// The whole language of Prometheus 3.14 is read, and what an older target lacks is a problem. With
/// ``PromQLDialect/allowsGrafanaVariables`` the variables of dashboards may stand wherever Grafana replaces them by text.
public enum PromQL {
    /// Reads an expression and checks its types.
    ///
    /// Any text gives a tree or problems; it never traps. Time and memory are linear in the length of the text and bounded
    /// by ``PromQLDialect/limits``. A tree comes only without problems.
    public static func read(_ text: String, dialect: PromQLDialect = PromQLDialect()) -> PromQLReading {
        do {
            var parser = try PromQLParser(text, dialect: dialect)
            let expression = try parser.expression()
            var check = PromQLTypeCheck(dialect: dialect)
            check.visit(expression)
            return PromQLReading(expression: check.problems.isEmpty ? expression : nil, problems: check.problems)
        } catch {
            return PromQLReading(expression: nil, problems: [error])
        }
    }

    /// Reads an expression.
    ///
    /// - Throws: The first problem.
    public static func parse(_ text: String, dialect: PromQLDialect = PromQLDialect()) throws(PromQLError)
        -> PromQLExpression
    {
        let reading = read(text, dialect: dialect)
        guard let expression = reading.expression else {
            throw reading.problems.first ?? PromQLError(.syntax, PromQLPlace(), "no expression")
        }
        return expression
    }
}

/// What came of reading an expression.
public struct PromQLReading: Hashable, Sendable {
    /// Nil if there are problems.
    public var expression: PromQLExpression?
    /// One for a text that is no expression; all of them for an expression whose types do not fit.
    public var problems: [PromQLError]
}

/// Which PromQL: the version of Prometheus and what is switched on there.
public struct PromQLDialect: Hashable, Sendable {
    public var version: TargetVersion
    /// The features that Prometheus has behind flags: experimental functions and aggregators, durations that are computed,
    /// `anchored` and `smoothed`, and `fill`.
    public var allowsExperimental: Bool
    /// Whether Grafana reads the text first and replaces `$name`, `${name}`, `${name:format}` and `[[name]]`.
    public var allowsGrafanaVariables: Bool
    public var limits: PromQLLimits

    public init(
        version: TargetVersion = Targets().prometheus, allowsExperimental: Bool = true,
        allowsGrafanaVariables: Bool = false, limits: PromQLLimits = PromQLLimits()
    ) {
        self.version = version
        self.allowsExperimental = allowsExperimental
        self.allowsGrafanaVariables = allowsGrafanaVariables
        self.limits = limits
    }
}

/// How large an expression may be. Prometheus has no such bounds, but its stack has.
public struct PromQLLimits: Hashable, Sendable {
    /// UTF-8 bytes of the text.
    public var bytesMax: Int
    /// The height of the tree: expressions inside each other, `1 + 1 + 1` counting as two.
    public var depthMax: Int
    /// Expressions, matchers and labels altogether.
    public var nodesMax: Int

    public init(bytesMax: Int = 1 << 20, depthMax: Int = 300, nodesMax: Int = 100_000) {
        self.bytesMax = bytesMax
        self.depthMax = depthMax
        self.nodesMax = nodesMax
    }
}
