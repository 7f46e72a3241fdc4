/// How the lines of one event are told from the lines of the next: rules of a small state machine, with a name.
///
/// In state 0 no event is open. A rule says that a line which matches its pattern, in the state `from`, belongs to the
/// event and leads to the state `to`; back in state 0 the event is complete. A line that no rule of an open event takes
/// ends it, and may open the next one by a rule of state 0. A line that no rule takes is an event of its own.
public struct MultilinePreset: Hashable, Sendable {
    public struct Rule: Hashable, Sendable {
        public var from: Int
        /// In RE2's syntax.
        public var pattern: String
        /// Whether the line must not match.
        public var isNegated: Bool
        public var to: Int

        public init(from: Int, _ pattern: String, isNegated: Bool = false, to: Int) {
            self.from = from
            self.pattern = pattern
            self.isNegated = isNegated
            self.to = to
        }
    }

    public var name: String
    /// One line for people who choose a preset.
    public var help: String
    public var rules: [Rule]

    public init(name: String, help: String, rules: [Rule]) {
        self.name = name
        self.help = help
        self.rules = rules
    }

    /// Every preset. To add one: a file with its rules, and a line here.
    public static let all: [MultilinePreset] = [swift, python]

    /// The preset with this name.
    public static func named(_ name: String) -> MultilinePreset? { all.first { $0.name == name } }
}
