/// Records as lines of JSON: `{"tag":"app.web","time":"2026-01-02T03:04:05.678901234Z","record":{…}}` and a line feed.
///
/// Fields keep their order. A name that a record has twice is numbered (`a`, `a_2`), bytes are hexadecimal digits, and
/// numbers that are not finite are text.
public struct RecordJSON: Sendable {
    private var json = JSONWriter()

    public init() {}

    public var bytes: [UInt8] { json.bytes }

    /// Appends one line.
    public mutating func append(tag: String, _ record: LogRecord) {
        json.append("{\"tag\":")
        json.append(text: tag)
        json.append(",\"time\":\"")
        json.append(verbatim: CivilTime(record.time).rfc3339.utf8)
        json.append("\",\"record\":{")
        json.appendMembers(record.fields)
        json.append("}}\n")
    }

    /// Fields as one line, with its line feed.
    public static func line(_ fields: [LogField]) -> [UInt8] {
        var json = JSONWriter()
        json.append("{")
        json.appendMembers(fields)
        json.append("}\n")
        return json.bytes
    }
}
