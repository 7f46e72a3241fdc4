/// A stack in which everything fits together: references resolve, names are unique and legal, numbers are in range.
///
/// It is made by `Stack.validate()` or `Stack.read` only, so a renderer that takes one cannot fail.
public struct ValidatedStack: Hashable, Sendable {
    public let stack: Stack

    init(_ stack: Stack) {
        self.stack = stack
    }
}

/// What validation gave: every problem, and the validated stack unless one of them is an error.
public struct StackReading: Hashable, Sendable {
    public var validated: ValidatedStack?
    /// In the order of the file.
    public var diagnostics: [Diagnostic]

    public init(validated: ValidatedStack?, diagnostics: [Diagnostic]) {
        self.validated = validated
        self.diagnostics = diagnostics
    }
}
