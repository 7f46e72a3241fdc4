/// One event: a time and the fields that describe it, in the order in which they were written.
///
/// A record is an array of fields and not a dictionary, because what arrives should read like what was written, and
/// because most records have so few fields that a linear search is faster than hashing.
public struct LogRecord: Hashable, Sendable {
    public var time: LogTime
    public var fields: [LogField]

    public init(time: LogTime, fields: [LogField] = []) {
        self.time = time
        self.fields = fields
    }

    /// The value of the first field called `key`. Linear in the number of fields.
    public subscript(key: String) -> LogValue? {
        fields.first { $0.key == key }?.value
    }
}
