/// What `AtalayaLogs` throws: a code to decide by, a message for a person, and where in the input it happened.
///
/// Two errors are equal when code and offset are equal; the message is for reading.
public struct LogsError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What went wrong. Codes are added over time, so compare with `==` rather than expecting a closed set.
    public struct Code: Hashable, Sendable {
        let name: String

        /// The input is not of the form it should have.
        public static let malformed = Code(name: "malformed")
        /// The input ends before it is complete.
        public static let truncated = Code(name: "truncated")
        /// The input is deeper, longer or larger than a setting allows.
        public static let limitExceeded = Code(name: "limit_exceeded")
        /// A checksum does not agree with the bytes that it covers.
        public static let checksumMismatch = Code(name: "checksum_mismatch")
        /// The input was written by a version that this one does not read.
        public static let unsupportedVersion = Code(name: "unsupported_version")
        /// Compressing or decompressing failed.
        public static let compression = Code(name: "compression")
        /// An argument cannot be used, such as an empty tag.
        public static let invalidArgument = Code(name: "invalid_argument")
    }

    public var code: Code
    public var message: String
    /// Bytes from the start of the input to the place of the error, where there is such a place.
    public var offset: Int?

    public init(_ code: Code, _ message: String, offset: Int? = nil) {
        self.code = code
        self.message = message
        self.offset = offset
    }

    /// The code's name: free of values from the input, so it can be the value of a metric label.
    public var shortDescription: String { code.name }

    public var description: String {
        guard let offset else { return message }
        return "\(message) (at byte \(offset))"
    }

    public static func == (left: LogsError, right: LogsError) -> Bool {
        left.code == right.code && left.offset == right.offset
    }
}
