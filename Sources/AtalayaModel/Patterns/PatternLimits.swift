/// How large a pattern, and what is made of it, may be.
public struct PatternLimits: Hashable, Sendable {
    /// The longest pattern in bytes of UTF-8.
    public var patternBytesMax: Int
    /// The most steps of the program that the pattern is compiled to. Time for each byte of text is at most linear in
    /// them.
    public var stepsMax: Int
    /// Groups inside each other.
    public var depthMax: Int
    /// The most ranges of characters that reading may have to do with, those of `(?i)` and of classes with a name
    /// included: `\pL` in brackets is some 650.
    public var rangesMax: Int
    /// The most bytes in states of the automaton that are remembered; what is beyond is worked out again.
    public var automatonBytesMax: Int

    /// Makes limits, holding `depthMax` to what recursion on a small stack allows.
    public init(
        patternBytesMax: Int = 16 << 10, stepsMax: Int = 20_000, depthMax: Int = 200,
        rangesMax: Int = 500_000, automatonBytesMax: Int = 1 << 20
    ) {
        self.patternBytesMax = patternBytesMax
        self.stepsMax = max(1, stepsMax)
        self.depthMax = min(max(1, depthMax), 200)
        self.rangesMax = rangesMax
        self.automatonBytesMax = max(64 << 10, automatonBytesMax)
    }
}

/// How a pattern is meant, where the pattern itself does not say it.
public struct PatternOptions: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Letters match in upper and lower case, like `(?i)`.
    public static let ignoringCase = PatternOptions(rawValue: 1)
    /// `.` matches a line feed too, like `(?s)`.
    public static let dotMatchesNewline = PatternOptions(rawValue: 2)
    /// `^` and `$` match at lines' ends too, like `(?m)`.
    public static let multiline = PatternOptions(rawValue: 4)
    /// The pattern has to match the text from its start to its end, as Prometheus has it in matchers and relabeling.
    public static let whole = PatternOptions(rawValue: 8)
}
