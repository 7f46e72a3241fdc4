import AtalayaLogs
import Foundation

/// A record as a server would have it: its time in nanoseconds, and its fields as JSON sees them.
struct ArrivedRecord: Hashable {
    var nanoseconds: Int128
    var fields: [String: PlainJSON]
}

/// Reads a request back into records, without the code that wrote it: what a server of the protocol would do.
protocol OutputReader: Sendable {
    /// The records, in the order of their request.
    func records(of request: OutputRequest, tag: String) throws -> [ArrivedRecord]
    /// What a record should arrive as.
    func expected(_ record: LogRecord) -> ArrivedRecord
}

struct Unreadable: Error, CustomStringConvertible {
    let description: String
}

/// The readers by the name of the output. An output without one cannot pass the conformance suite.
enum OutputReaders {
    static let all: [String: any OutputReader] = [
        "fluentd-json": FluentdJSONReader(), "fluentd-msgpack": FluentdMessagePackReader(), "loki": LokiReader(),
        "elasticsearch": ElasticsearchReader(), "otlp": OTLPReader(),
    ]
}

/// How values are expected to look in JSON.
enum Expected {
    static func json(_ value: LogValue) -> PlainJSON {
        switch value {
        case .null: .null
        case .bool(let bool): .bool(bool)
        case .integer(let integer): .integer(integer)
        case .unsigned(let unsigned): .unsigned(unsigned)
        case .double(let double): double.isFinite ? PlainJSON.double(double).normal : .text(infinite(double))
        case .string(let text): .text(text)
        case .binary(let bytes): .text(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        case .array(let values): .array(values.map(json))
        case .map(let fields): .object(object(fields))
        }
    }

    static func infinite(_ double: Double) -> String { double.isNaN ? "NaN" : double < 0 ? "-Infinity" : "Infinity" }

    /// Keys that come again are numbered.
    static func object(_ fields: [LogField], renaming reserved: [String: String] = [:]) -> [String: PlainJSON] {
        var members: [String: PlainJSON] = [:]
        for field in fields {
            let key = reserved[field.key] ?? field.key
            var unique = key
            var number = 2
            while members[unique] != nil {
                unique = "\(key)_\(number)"
                number += 1
            }
            members[unique] = json(field.value)
        }
        return members
    }

    static func nanoseconds(_ time: LogTime) -> Int128 {
        Int128(time.seconds) * 1_000_000_000 + Int128(time.nanoseconds)
    }
}

struct FluentdJSONReader: OutputReader {
    func records(of request: OutputRequest, tag: String) throws -> [ArrivedRecord] {
        guard request.path == "/\(tag)" else { throw Unreadable(description: request.path) }
        return try PlainJSON.read(request.body).arrayValue!.map { value in
            guard case .object(var fields) = value, let time = fields.removeValue(forKey: "time")?.number else {
                throw Unreadable(description: "\(value)")
            }
            // Exact to less than a microsecond, for which the fields' equality has no use.
            return ArrivedRecord(
                nanoseconds: Int128((time * 1_000_000).rounded()) * 1_000, fields: fields.mapValues(\.normal))
        }
    }

    func expected(_ record: LogRecord) -> ArrivedRecord {
        let seconds = Double(record.time.seconds) + Double(record.time.nanoseconds) / 1e9
        return ArrivedRecord(
            nanoseconds: Int128((seconds * 1_000_000).rounded()) * 1_000,
            fields: Expected.object(record.fields, renaming: ["time": "record_time"]))
    }
}

struct FluentdMessagePackReader: OutputReader {
    func records(of request: OutputRequest, tag: String) throws -> [ArrivedRecord] {
        guard request.path == "/\(tag)", case .array(let records) = try PlainMessagePack.read(request.body) else {
            throw Unreadable(description: request.path)
        }
        return try records.map { record in
            guard case .map(let keys, let values) = record else { throw Unreadable(description: "\(record)") }
            var fields: [String: PlainJSON] = [:]
            var time: Int128?
            for (key, value) in zip(keys, values) {
                guard case .text(let key) = key else { throw Unreadable(description: "\(key)") }
                if key == "time" { time = Self.nanoseconds(value) } else { fields[key] = Self.json(value) }
            }
            guard let time, fields.count == keys.count - 1 else { throw Unreadable(description: "\(keys)") }
            return ArrivedRecord(nanoseconds: time, fields: fields)
        }
    }

    func expected(_ record: LogRecord) -> ArrivedRecord {
        // The forward protocol's time ends with 32 bits of seconds; what is beyond goes as seconds.
        let isWide = UInt32(exactly: record.time.seconds) == nil
        return ArrivedRecord(
            nanoseconds: Expected.nanoseconds(isWide ? LogTime(seconds: record.time.seconds) : record.time),
            fields: Expected.object(record.fields, renaming: ["time": "record_time"]))
    }

    private static func nanoseconds(_ value: PlainMessagePack.Value) -> Int128? {
        switch value {
        case .integer(let seconds): return Int128(seconds) * 1_000_000_000
        case .extended(0, let bytes):
            let (seconds, rest) = (bytes.prefix(4), bytes.suffix(4))
            return Int128(seconds.reduce(0) { $0 << 8 | UInt64($1) }) * 1_000_000_000
                + Int128(rest.reduce(0) { $0 << 8 | UInt64($1) })
        default: return nil
        }
    }

    private static func json(_ value: PlainMessagePack.Value) -> PlainJSON {
        switch value {
        case .null: .null
        case .bool(let bool): .bool(bool)
        case .integer(let integer): .integer(integer)
        case .unsigned(let unsigned): .unsigned(unsigned)
        case .double(let bits): Expected.json(.double(Double(bitPattern: bits)))
        case .text(let text): .text(text)
        case .bytes(let bytes): Expected.json(.binary(bytes))
        case .array(let values): .array(values.map(json))
        case .map(let keys, let values):
            .object(Dictionary(zip(keys, values).map { (text($0), json($1)) }) { first, _ in first })
        case .extended: .null
        }
    }

    private static func text(_ value: PlainMessagePack.Value) -> String {
        guard case .text(let text) = value else { return "\(value)" }
        return text
    }
}

struct LokiReader: OutputReader {
    func records(of request: OutputRequest, tag: String) throws -> [ArrivedRecord] {
        guard request.path == "/loki/api/v1/push", case .object(let root) = try PlainJSON.read(request.body),
            root.keys.elementsEqual(["streams"]), let streams = root["streams"]?.arrayValue
        else { throw Unreadable(description: request.path) }
        return try streams.flatMap { stream -> [ArrivedRecord] in
            guard case .object(let labels) = stream["stream"], labels["tag"] == .text(tag),
                labels.values.allSatisfy({ $0.textValue != nil }), let values = stream["values"]?.arrayValue
            else { throw Unreadable(description: "\(stream)") }
            return try values.map { value in
                guard let parts = value.arrayValue, parts.count == 2,
                    let time = parts[0].textValue.flatMap({ Int64($0) }),
                    let line = parts[1].textValue, case .object(let fields) = try PlainJSON.read(line.utf8)
                else { throw Unreadable(description: "\(value)") }
                return ArrivedRecord(nanoseconds: Int128(time), fields: fields.mapValues(\.normal))
            }
        }
    }

    func expected(_ record: LogRecord) -> ArrivedRecord {
        ArrivedRecord(
            nanoseconds: Int128(Int64(clamping: Expected.nanoseconds(record.time))),
            fields: Expected.object(record.fields))
    }
}

struct ElasticsearchReader: OutputReader {
    func records(of request: OutputRequest, tag: String) throws -> [ArrivedRecord] {
        guard request.path.hasPrefix("/_bulk?"), request.body.last == UInt8(ascii: "\n") else {
            throw Unreadable(description: request.path)
        }
        let lines = request.body.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count.isMultiple(of: 2) else { throw Unreadable(description: "\(lines.count) lines") }
        var names: Set<String> = []
        return try stride(from: 0, to: lines.count, by: 2).map { index in
            let action = try PlainJSON.read(lines[index])
            guard let create = action["create"], create["_index"]?.textValue?.hasPrefix("logs-") == true,
                let name = create["_id"]?.textValue, names.insert(name).inserted, name.utf8.count <= 512,
                case .object(var fields) = try PlainJSON.read(lines[index + 1]),
                let time = fields.removeValue(forKey: "@timestamp")?.textValue
            else { throw Unreadable(description: "\(action)") }
            return ArrivedRecord(nanoseconds: try Self.nanoseconds(time), fields: fields.mapValues(\.normal))
        }
    }

    func expected(_ record: LogRecord) -> ArrivedRecord {
        ArrivedRecord(
            nanoseconds: Expected.nanoseconds(record.time),
            fields: Expected.object(record.fields, renaming: ["@timestamp": "record_@timestamp"]))
    }

    /// Days are counted one by one, which the writer does not do.
    private static func nanoseconds(_ text: String) throws -> Int128 {
        guard let parts = text.wholeMatch(of: /(-?\d{4,})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{9})Z/)?.output,
            let year = Int(parts.1), let month = Int(parts.2), let day = Int(parts.3), let hour = Int(parts.4),
            let minute = Int(parts.5), let second = Int(parts.6), let rest = Int(parts.7)
        else { throw Unreadable(description: text) }
        func isLeap(_ year: Int) -> Bool {
            year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        }
        let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var days = lengths[..<(month - 1)].reduce(day - 1, +)
        for passed in min(1970, year)..<max(1970, year) {
            days += (isLeap(passed) ? 366 : 365) * (year >= 1970 ? 1 : -1)
        }
        return (Int128(days) * 86_400 + Int128(hour * 3_600 + minute * 60 + second)) * 1_000_000_000 + Int128(rest)
    }
}

struct OTLPReader: OutputReader {
    func records(of request: OutputRequest, tag: String) throws -> [ArrivedRecord] {
        let root = try PlainJSON.read(request.body)
        guard request.path == "/v1/logs", let resources = root["resourceLogs"]?.arrayValue, resources.count == 1,
            let scopes = resources[0]["scopeLogs"]?.arrayValue, scopes.count == 1,
            let logs = scopes[0]["logRecords"]?.arrayValue
        else { throw Unreadable(description: request.path) }
        return try logs.map { log in
            guard let time = log["timeUnixNano"]?.textValue.flatMap({ UInt64($0) }),
                log["observedTimeUnixNano"] == log["timeUnixNano"], let attributes = log["attributes"]?.arrayValue
            else { throw Unreadable(description: "\(log)") }
            var fields = try Self.members(attributes)
            guard fields.removeValue(forKey: "fluent.tag") == .text(tag) else {
                throw Unreadable(description: "\(log)")
            }
            if let body = log["body"] { fields["message"] = try Self.value(body) }
            if let level = log["severityText"] { fields["level"] = level }
            if let trace = log["traceId"] { fields["trace_id"] = trace }
            if let span = log["spanId"] { fields["span_id"] = span }
            return ArrivedRecord(nanoseconds: Int128(time), fields: fields)
        }
    }

    func expected(_ record: LogRecord) -> ArrivedRecord {
        ArrivedRecord(
            nanoseconds: max(0, min(Expected.nanoseconds(record.time), Int128(Int64.max))),
            fields: Expected.object(record.fields, renaming: ["fluent.tag": "record_fluent.tag"])
                .mapValues(Self.asArrived))
    }

    /// What has no type of its own in the protocol is text.
    private static func asArrived(_ value: PlainJSON) -> PlainJSON {
        switch value {
        case .unsigned(let unsigned): .text(String(unsigned))
        case .array(let values): .array(values.map(asArrived))
        case .object(let members): .object(members.mapValues(asArrived))
        default: value
        }
    }

    private static func members(_ list: [PlainJSON]) throws -> [String: PlainJSON] {
        var members: [String: PlainJSON] = [:]
        for member in list {
            guard let key = member["key"]?.textValue, let value = member["value"], members[key] == nil else {
                throw Unreadable(description: "\(member)")
            }
            members[key] = try Self.value(value)
        }
        return members
    }

    private static func value(_ any: PlainJSON) throws -> PlainJSON {
        guard case .object(let object) = any, object.count <= 1 else { throw Unreadable(description: "\(any)") }
        guard let (kind, content) = object.first else { return .null }
        switch (kind, content) {
        case ("boolValue", .bool(let bool)): return .bool(bool)
        case ("intValue", .text(let text)):
            guard let integer = Int64(text) else { throw Unreadable(description: text) }
            return .integer(integer)
        case ("doubleValue", .text(let text)): return .text(text)
        case ("doubleValue", let number) where number.number != nil: return number.normal
        case ("stringValue", .text(let text)): return .text(text)
        case ("bytesValue", .text(let text)): return .text(try Self.bytes(text))
        case ("arrayValue", let list): return .array(try (list["values"]?.arrayValue ?? []).map(value))
        case ("kvlistValue", let list): return .object(try members(list["values"]?.arrayValue ?? []))
        default: throw Unreadable(description: "\(any)")
        }
    }

    private static func bytes(_ base64: String) throws -> String {
        guard let data = Data(base64Encoded: base64) else { throw Unreadable(description: base64) }
        return data.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
