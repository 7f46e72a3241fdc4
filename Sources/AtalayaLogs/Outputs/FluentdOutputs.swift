import AtalayaModel

/// What is the same for both forms in which fluentd's `in_http` takes records: an array of maps, the tag in the path,
/// the time under the key `time`.
///
/// Learnt from fluentd's source: it does not decode the path's escapes; it answers 200 to JSON that it cannot read, so
/// ours must be right; a field `time` that is no number is a 400 for all.
enum FluentdInHTTP {
    static let timeKey = "time"

    /// `/app.web`. `in_http` makes dots of slashes, and so does this, so that a tag arrives the same either way.
    static func path(tag: String) -> String {
        var path = "/"
        for byte in tag.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                path.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "/"): path += "."
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                path += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return path
    }

    static func fields(of record: LogRecord) -> [LogField] {
        UniqueKeys.of(record.fields, reserved: [timeKey])
    }
}

/// fluentd's `in_http`, records as JSON.
public struct FluentdJSONOutput: HTTPOutput {
    public static let profile = HTTPOutputProfile(
        kind: .fluentdJSON,
        contentType: "application/json",
        notes: """
            The tag is the path. The time is the number `time`, which Fluentd reads as a double: exact to less than a \
            microsecond. A record's own field `time` becomes `record_time`. 2xx acknowledges, 400 and 413 refuse the \
            chunk, everything else is tried again.
            """)

    public init(settings: HTTPOutputSettings) throws(LogsError) {}

    public func request(for batch: RecordBatch) throws(LogsError) -> OutputRequest {
        var json = JSONWriter()
        json.append("[")
        for (position, record) in batch.records.enumerated() {
            if position > 0 { json.append(",") }
            json.append("{\"time\":")
            json.append(verbatim: DecimalTime.seconds(record.time).utf8)
            json.appendMembers(FluentdInHTTP.fields(of: record), afterOthers: true)
            json.append("}")
        }
        json.append("]")
        return OutputRequest(
            path: FluentdInHTTP.path(tag: batch.tag), contentType: Self.profile.contentType, body: json.bytes)
    }

    public func verdict(on answer: HTTPAnswer, to batch: RecordBatch) -> OutputVerdict {
        AnswerRules.verdict(on: answer)
    }
}

/// fluentd's `in_http`, records as MessagePack.
public struct FluentdMessagePackOutput: HTTPOutput {
    public static let profile = HTTPOutputProfile(
        kind: .fluentdMessagePack,
        contentType: "application/msgpack",
        notes: """
            The tag is the path. The time is an EventTime under `time`, exact to the nanosecond; a record's own field \
            `time` becomes `record_time`. Bytes and numbers arrive as they are. 2xx acknowledges, 400 and 413 refuse the \
            chunk, everything else is tried again.
            """)

    public init(settings: HTTPOutputSettings) throws(LogsError) {}

    public func request(for batch: RecordBatch) throws(LogsError) -> OutputRequest {
        var body: [UInt8] = []
        try MessagePackWriter.writeArrayHeader(batch.records.count, into: &body)
        for record in batch.records {
            let fields = FluentdInHTTP.fields(of: record)
            try MessagePackWriter.writeMapHeader(fields.count + 1, into: &body)
            try MessagePackWriter.write(FluentdInHTTP.timeKey, into: &body)
            EventTime.write(record.time, into: &body)
            for field in fields {
                try MessagePackWriter.write(field.key, into: &body)
                try MessagePackWriter.write(UniqueKeys.inside(field.value), into: &body)
            }
        }
        return OutputRequest(
            path: FluentdInHTTP.path(tag: batch.tag), contentType: Self.profile.contentType, body: body)
    }

    public func verdict(on answer: HTTPAnswer, to batch: RecordBatch) -> OutputVerdict {
        AnswerRules.verdict(on: answer)
    }
}

/// Times as numbers.
enum DecimalTime {
    /// Seconds since the epoch with nine decimals, exactly: `-0.500000000` is half a second before it.
    static func seconds(_ time: LogTime) -> String {
        guard time.seconds < 0, time.nanoseconds > 0 else {
            return "\(time.seconds).\(CivilTime.padded(time.nanoseconds, 9))"
        }
        return "-\((time.seconds + 1).magnitude).\(CivilTime.padded(1_000_000_000 - time.nanoseconds, 9))"
    }

    /// Nanoseconds since the epoch; times beyond what 64 bits hold are the nearest they do.
    static func nanoseconds(_ time: LogTime) -> Int64 {
        Int64(clamping: Int128(time.seconds) * 1_000_000_000 + Int128(time.nanoseconds))
    }
}
