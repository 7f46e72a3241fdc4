/// One thing that review forgets and a test does not.
///
/// To add a rule: one file in `Rules/`, one line in `Rules.all`. Its `breach` is held against it by the suite,
/// so that no rule can pass by looking at nothing.
protocol Rule: Sendable {
    /// The rule as a sentence; it becomes the name of the test case.
    var sentence: String { get }

    /// A small tree that breaks the rule.
    var breach: Tree { get }

    /// Every place of the tree that breaks the rule, in the order of the tree.
    func findings(in tree: Tree) -> [Finding]
}

/// A place that breaks a rule, written the way compilers write: `path:line: message`.
struct Finding: Equatable, CustomStringConvertible {
    var path: String
    var line: Int?
    var message: String

    init(_ path: String, line: Int? = nil, _ message: String) {
        self.path = path
        self.line = line
        self.message = message
    }

    var description: String {
        [path, line.map(String.init)].compactMap(\.self).joined(separator: ":") + ": " + message
    }
}
