/// What `AtalayaZlib` throws. Two errors are equal when their codes are; the message is for reading.
public struct ZlibError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What went wrong. Codes may be added, so compare with `==` rather than expecting a closed set.
    public struct Code: Hashable, Sendable {
        let name: String

        /// The compression level is not in 1…9.
        public static let invalidLevel = Code(name: "invalid_level")
        /// The bytes are not a stream of the expected format, or a checksum or length in it does not fit.
        public static let corrupt = Code(name: "corrupt")
        /// The bytes end inside a stream.
        public static let truncated = Code(name: "truncated")
        /// Bytes follow the end of the stream that do not begin another one.
        public static let trailingGarbage = Code(name: "trailing_garbage")
        /// The decompressed bytes would exceed the stated maximum: a decompression bomb, or a limit that is too small.
        public static let outputLimit = Code(name: "output_limit")
        /// The stream needs a preset dictionary, which nothing here has.
        public static let dictionaryNeeded = Code(name: "dictionary_needed")
        /// The call does not fit the state, such as writing after `finish`.
        public static let misuse = Code(name: "misuse")
        /// zlib could not allocate its working memory.
        public static let outOfMemory = Code(name: "out_of_memory")
        /// zlib reported something that should not happen; the message has its return code.
        public static let unexpected = Code(name: "zlib_unexpected")
    }

    public let code: Code
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The code's name: free of values from the input, so it can be the value of a metric label.
    public var shortDescription: String { code.name }

    public var description: String { message }

    public static func == (left: ZlibError, right: ZlibError) -> Bool { left.code == right.code }
}
