/// A named value of a record or of a map inside it.
public struct LogField: Hashable, Sendable {
    public var key: String
    public var value: LogValue

    public init(key: String, value: LogValue) {
        self.key = key
        self.value = value
    }

    public init(_ key: String, _ value: LogValue) {
        self.init(key: key, value: value)
    }
}
