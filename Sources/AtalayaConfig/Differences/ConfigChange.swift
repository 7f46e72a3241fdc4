/// One thing that is different for the people who run a configuration, and what can go wrong by it.
public struct ConfigChange: Hashable, Sendable {
    /// Where it stands: in the new file, or in the old one for what is gone.
    public var file: String
    /// Counted from 1; 0 if unknown.
    public var line: Int
    /// What kind of change it is, in kebab case: "alert-removed".
    public var change: String
    public var risk: Risk
    /// What changes: "alert 'Down'".
    public var subject: String
    /// How it changes, in words.
    public var message: String

    /// What can go wrong, the worst first.
    public enum Risk: String, CaseIterable, Hashable, Sendable, Comparable {
        /// Something is seen no more, or somebody is told no more, or later.
        case blind
        /// There is more: alerts, notifications, series, load.
        case noise
        /// The same names stand for something else.
        case meaning
        /// Nothing that anybody is told or counts on.
        case harmless

        /// What the class says, in a sentence.
        public var explanation: String {
            switch self {
            case .blind: "something is seen no more, or somebody is told no more, or later"
            case .noise: "there is more: alerts, notifications, series, load"
            case .meaning: "the same names stand for something else"
            case .harmless: "nothing that anybody is told or counts on"
            }
        }

        /// The worse one is the smaller.
        public static func < (left: Risk, right: Risk) -> Bool {
            let all = Self.allCases
            return (all.firstIndex(of: left) ?? 0) < (all.firstIndex(of: right) ?? 0)
        }
    }

    public init(
        _ change: String, _ risk: Risk, _ subject: String, _ message: String, file: String = "", line: Int = 0
    ) {
        self.file = file
        self.line = line
        self.change = change
        self.risk = risk
        self.subject = subject
        self.message = message
    }

    init(_ change: String, _ risk: Risk, _ subject: String, _ message: String, at node: DocumentNode, in file: String) {
        self.init(change, risk, subject, message, file: file, line: node.line)
    }
}

extension ConfigChange: CustomStringConvertible {
    /// `file:line: risk[change]: subject: message`
    public var description: String { "\(file):\(line): \(risk.rawValue)[\(change)]: \(subject): \(message)" }
}

extension [ConfigChange] {
    /// The worst first; of one class in the order of files and lines.
    public func worstFirst() -> [ConfigChange] {
        sorted {
            ($0.risk, $0.file, $0.line, $0.change, $0.subject) < ($1.risk, $1.file, $1.line, $1.change, $1.subject)
        }
    }
}
