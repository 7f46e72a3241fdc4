/// A rule that a sender of the forward protocol has to keep.
///
/// The rules are those of the protocol's specification, version 1, and beyond it what Fluentd, Fluent Bit and Vector
/// turn out to need. A new rule is one constant here and one line in `all`.
public struct ForwardRule: Hashable, Sendable, CustomStringConvertible {
    /// The rule's name, as it stands in messages: `forward-` and a few words.
    public let id: String
    /// What the sender must do.
    public let summary: String
    /// Whether a receiver can go on when the rule is broken. A stream that is out of step cannot be understood any more,
    /// a tag that is not UTF-8 can at best be guessed.
    public let canBeTolerated: Bool

    private init(_ id: String, canBeTolerated: Bool = false, _ summary: String) {
        self.id = id
        self.canBeTolerated = canBeTolerated
        self.summary = summary
    }

    public var description: String { id }

    public static func == (left: ForwardRule, right: ForwardRule) -> Bool { left.id == right.id }
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

extension ForwardRule {
    public static let frameSyntax = ForwardRule(
        "forward-frame-syntax", "Messages are well-formed MessagePack.")
    public static let frameLimit = ForwardRule(
        "forward-frame-limit", "A message stays within the receiver's limits of bytes, depth and number of values.")
    public static let frameComplete = ForwardRule(
        "forward-frame-complete", "The connection ends between two messages, not inside one.")
    public static let frameArray = ForwardRule(
        "forward-frame-array", "A message is an array of two to four elements.")
    public static let heartbeat = ForwardRule(
        "forward-heartbeat", canBeTolerated: true,
        "No null is sent as a heartbeat: Fluent Bit closes the connection on it.")
    public static let mode = ForwardRule(
        "forward-mode", "The second element is a time, an array, or bytes, and the number of elements fits that mode.")
    public static let tag = ForwardRule(
        "forward-tag", "The tag is a string of UTF-8 and not empty.")
    public static let entryForm = ForwardRule(
        "forward-entry-form", "An entry is [time, record] or [[time, metadata], record].")
    public static let eventTime = ForwardRule(
        "forward-event-time",
        "A time is an EventTime (extension type 0, eight bytes, less than a second of nanoseconds) or an integer.")
    public static let record = ForwardRule(
        "forward-record", "A record is a map whose keys are strings.")
    public static let text = ForwardRule(
        "forward-text", canBeTolerated: true, "Strings are UTF-8; Fluentd's parsers raise errors on others.")
    public static let optionMap = ForwardRule(
        "forward-option-map", "Options are a map whose keys are strings; without options the element is left away.")
    public static let optionTypes = ForwardRule(
        "forward-option-types", "size is an integer from 0 up, chunk and compressed are strings.")
    public static let size = ForwardRule(
        "forward-size", canBeTolerated: true, "size is the number of events in the message.")
    public static let chunkID = ForwardRule(
        "forward-chunk-id", canBeTolerated: true,
        "chunk is the Base64 of 16 bytes in 24 characters. (Fluentd itself adds a line feed.)")
    public static let compression = ForwardRule(
        "forward-compression", "compressed is gzip or text, and says what the bytes are.")
    public static let compressedBinary = ForwardRule(
        "forward-compressed-binary", canBeTolerated: true,
        "Compressed entries are a binary value. (Fluentd itself sends a string.)")
    public static let gzip = ForwardRule(
        "forward-gzip", "Compressed entries are sound gzip: header, CRC-32, length, and all of it there.")
    public static let gzipTrailing = ForwardRule(
        "forward-gzip-trailing", "Nothing follows the gzip member.")
    public static let gzipMembers = ForwardRule(
        "forward-gzip-members", canBeTolerated: true,
        "A message has one gzip member: some receivers lose what is in further ones.")
    public static let decompressedLimit = ForwardRule(
        "forward-decompressed-limit", "Decompressed entries stay within the receiver's limit of bytes.")
    public static let entriesBoundary = ForwardRule(
        "forward-entries-boundary", "Packed entries end where the last entry ends.")

    /// Every rule, in the order in which a message is checked.
    public static let all: [ForwardRule] = [
        .frameSyntax, .frameLimit, .frameComplete, .frameArray, .heartbeat, .mode, .tag, .optionMap, .optionTypes,
        .chunkID, .compression, .compressedBinary, .gzip, .gzipTrailing, .gzipMembers, .decompressedLimit, .entryForm,
        .eventTime, .record, .text, .entriesBoundary, .size,
    ]
}
