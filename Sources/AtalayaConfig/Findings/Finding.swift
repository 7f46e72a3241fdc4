/// What a typed model's own rules found wrong with one of its values.
///
/// A model knows no file and no line, so a finding names the place by a dotted path (`panels.latency.unit`). Models
/// collect all their findings in one pass, in a stable order, and never stop at the first.
public struct Finding: Sendable, Hashable, CustomStringConvertible {
    /// The place inside the model, outermost part first, joined by dots.
    public var path: String
    /// The rule that was broken: lower case words joined by hyphens, stable over releases.
    public var rule: String
    /// One sentence for a person, with the offending value and, where one is known, the remedy.
    public var message: String

    public init(path: String, rule: String, message: String) {
        self.path = path
        self.rule = rule
        self.message = message
    }

    /// `path: error[rule]: message`, the form of all diagnostics without a file.
    public var description: String { "\(path): error[\(rule)]: \(message)" }

    /// The same finding seen from one level further out.
    func within(_ outer: String) -> Finding {
        Finding(path: path.isEmpty ? outer : "\(outer).\(path)", rule: rule, message: message)
    }
}
