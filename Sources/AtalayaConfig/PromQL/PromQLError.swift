/// Why a text is not an expression that Prometheus would run.
public struct PromQLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of problem it is. Open: more may come.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case syntax = "promql-syntax"
            case type = "promql-type"
            case function = "promql-function"
            case regex = "promql-regex"
            case version = "promql-version"
            case experimental = "promql-experimental"
            case limit = "promql-limit"
        }

        private let value: Value

        private init(_ value: Value) { self.value = value }

        /// The text does not follow the grammar, or one of its numbers, durations or strings is none.
        public static let syntax = Code(.syntax)
        /// Something of the wrong type, or not enough of it.
        public static let type = Code(.type)
        /// A function that does not exist, or is called with too many or too few arguments.
        public static let function = Code(.function)
        /// A regular expression that RE2 does not read.
        public static let regex = Code(.regex)
        /// Something that the target does not have yet, or no longer.
        public static let version = Code(.version)
        /// Something that needs a feature flag.
        public static let experimental = Code(.experimental)
        /// A named bound of ``PromQLLimits``.
        public static let limit = Code(.limit)

        public var description: String { value.rawValue }
    }

    public let code: Code
    public let place: PromQLPlace
    /// One sentence with the offending text and, where one is known, the remedy.
    public let message: String

    public init(_ code: Code, _ place: PromQLPlace, _ message: String) {
        self.code = code
        self.place = place
        self.message = message
    }

    public static func == (left: PromQLError, right: PromQLError) -> Bool {
        (left.code, left.message, left.place.start, left.place.end)
            == (right.code, right.message, right.place.start, right.place.end)
    }

    /// Free of values: fit for a label.
    public var shortDescription: String { code.description }
    public var description: String { "\(code): \(message)" }

    /// The line and the column of the problem in the text that was read.
    public func position(in text: String) -> (line: Int, column: Int) { place.position(in: text) }
}

extension PromQLPlace {
    /// Line and column of the first byte, both counted from 1; columns in Unicode scalars. Linear in the text.
    public func position(in text: String) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        for byte in text.utf8.prefix(start) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return (line, column)
    }
}
