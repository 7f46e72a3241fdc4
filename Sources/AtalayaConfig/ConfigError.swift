/// A value that is not what it should be: a duration, an address, a matcher …
///
/// Thrown where a single value is made. Problems of whole documents are collected as `Diagnostic`s instead.
public struct ConfigError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of value was wrong. Open: more may come.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case invalidDuration = "invalid-duration"
            case invalidSize = "invalid-size"
            case invalidAddress = "invalid-address"
            case invalidVersion = "invalid-version"
            case invalidNumber = "invalid-number"
            case invalidMatcher = "invalid-matcher"
            case invalidChoice = "invalid-choice"
            case invalidTimeInterval = "time-interval"
            case invalidRoute = "invalid-route"
        }

        private let value: Value

        private init(_ value: Value) { self.value = value }

        public static let invalidDuration = Code(.invalidDuration)
        public static let invalidSize = Code(.invalidSize)
        public static let invalidAddress = Code(.invalidAddress)
        public static let invalidVersion = Code(.invalidVersion)
        public static let invalidNumber = Code(.invalidNumber)
        public static let invalidMatcher = Code(.invalidMatcher)
        public static let invalidChoice = Code(.invalidChoice)
        public static let invalidTimeInterval = Code(.invalidTimeInterval)
        public static let invalidRoute = Code(.invalidRoute)

        public var description: String { value.rawValue }
    }

    public let code: Code
    /// One sentence with the value and the remedy.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Free of values: fit for a label.
    public var shortDescription: String { code.description }
    public var description: String { "\(code): \(message)" }
}
