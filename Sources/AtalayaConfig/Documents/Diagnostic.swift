/// A problem found in a configuration: where, by which rule, how bad, and what to do about it.
///
/// Its text is one line: `atalaya.yml:12: error[unknown-key]: unknown key 'scrape_intervall'; did you mean
/// 'scrape_interval'?`
public struct Diagnostic: Hashable, Sendable {
    /// The file as the user named it; for a stack built in Swift the name of the stack.
    public var file: String
    /// Counted from 1; 0 where there is no line, as for a stack built in Swift.
    public var line: Int
    /// Counted from 1 in Unicode scalars; 0 where there is none.
    public var column: Int
    /// The stable id of the rule, in kebab case. It is documented, and scripts may rely on it.
    public var rule: String
    public var severity: Severity
    public var message: String

    public enum Severity: String, CaseIterable, Comparable, Sendable {
        case error, warning, info

        /// Errors come first.
        public static func < (left: Severity, right: Severity) -> Bool {
            left.rank < right.rank
        }

        private var rank: Int {
            switch self {
            case .error: 0
            case .warning: 1
            case .info: 2
            }
        }
    }

    public init(
        file: String,
        line: Int = 0,
        column: Int = 0,
        rule: String,
        severity: Severity = .error,
        message: String
    ) {
        self.file = file
        self.line = line
        self.column = column
        self.rule = rule
        self.severity = severity
        self.message = message
    }
}

extension Diagnostic: CustomStringConvertible {
    public var description: String {
        let place = line > 0 ? "\(file):\(line)" : file
        return "\(place): \(severity.rawValue)[\(rule)]: \(message)"
    }
}

extension Sequence<Diagnostic> {
    public var hasErrors: Bool { contains { $0.severity == .error } }

    /// In the order of the file, each problem once.
    public func inFileOrder() -> [Diagnostic] {
        let sorted = enumerated().sorted { left, right in
            if left.element.line != right.element.line, left.element.file == right.element.file {
                return left.element.line < right.element.line
            }
            return (left.element.file, left.element.line, left.element.column, left.offset)
                < (right.element.file, right.element.line, right.element.column, right.offset)
        }
        // Problems that are the same are at the same place, so only those of one place are compared.
        var result: [Diagnostic] = []
        var seen = Set<Diagnostic>()
        for (_, diagnostic) in sorted {
            guard let last = result.last, last.line == diagnostic.line, last.column == diagnostic.column,
                last.file == diagnostic.file
            else {
                result.append(diagnostic)
                seen = []
                continue
            }
            if seen.isEmpty { seen.insert(last) }
            if seen.insert(diagnostic).inserted { result.append(diagnostic) }
        }
        return result
    }
}
