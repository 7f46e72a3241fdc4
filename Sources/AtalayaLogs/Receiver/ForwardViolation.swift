/// A rule that a sender has broken, and where.
public struct ForwardViolation: Hashable, Sendable, CustomStringConvertible {
    public var rule: ForwardRule
    /// What was found, for a person.
    public var message: String
    /// Bytes from the start of the connection to the place, or to the message around it when `entriesOffset` is set.
    public var offset: UInt64
    /// Bytes from the start of the packed entries (after decompression) to the place, when it lies inside them.
    public var entriesOffset: Int?

    public init(rule: ForwardRule, message: String, offset: UInt64, entriesOffset: Int? = nil) {
        self.rule = rule
        self.message = message
        self.offset = offset
        self.entriesOffset = entriesOffset
    }

    public var description: String {
        let place = entriesOffset.map { "byte \(offset), byte \($0) of its entries" } ?? "byte \(offset)"
        return "error[\(rule.id)]: \(message) (\(place))"
    }
}
