/// What was wrong with a line that was shipped nevertheless. Nothing here means loss, except for the part of a cut line
/// beyond the length limit; each is counted, so that a wrong setting is noticed.
public struct LineProblems: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The parser could not read the line; it was shipped whole as a message.
    public static let unparsable = LineProblems(rawValue: 1)
    /// The line holds bytes that are not UTF-8; they were shipped in the escaped form of ``LineText``.
    public static let invalidText = LineProblems(rawValue: 2)
    /// The time field is there and cannot be read as a time; it stays in the record, which has the time of reading.
    public static let unparsableTime = LineProblems(rawValue: 4)
    /// The line was longer than the limit and was cut.
    public static let cut = LineProblems(rawValue: 8)
    /// The record of several lines was beyond a limit; what follows is a record of its own.
    public static let divided = LineProblems(rawValue: 16)

    /// Each problem with its name, which is the value of the `reason` label of a counter.
    public static let all: [(problem: LineProblems, reason: String)] = [
        (.unparsable, "unparsable"), (.invalidText, "invalid_text"), (.unparsableTime, "unparsable_time"),
        (.cut, "cut"), (.divided, "divided"),
    ]
}
