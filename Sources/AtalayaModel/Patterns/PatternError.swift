/// Why a pattern cannot be used: a code to decide by, a message for a person, and where in the pattern it is.
///
/// Two errors are equal when code and offset are equal; the message is for reading.
public struct PatternError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What went wrong. Codes are added over time, so compare with `==` rather than expecting a closed set.
    public struct Code: Hashable, Sendable {
        let name: String

        /// The text is no pattern in RE2's syntax.
        public static let malformed = Code(name: "malformed_pattern")
        /// RE2 knows it and this implementation does not: Unicode scripts, and `\C`.
        public static let unsupported = Code(name: "unsupported_pattern")
        /// The pattern is beyond one of ``PatternLimits``.
        public static let tooLarge = Code(name: "pattern_too_large")
    }

    public var code: Code
    public var message: String
    /// Bytes of UTF-8 from the start of the pattern to the place of the error.
    public var offset: Int

    public init(_ code: Code, _ message: String, offset: Int) {
        self.code = code
        self.message = message
        self.offset = offset
    }

    /// The code's name: free of values from the pattern, so it can be the value of a metric label.
    public var shortDescription: String { code.name }

    public var description: String { "\(message) (at byte \(offset) of the pattern)" }

    public static func == (left: PatternError, right: PatternError) -> Bool {
        left.code == right.code && left.offset == right.offset
    }
}
