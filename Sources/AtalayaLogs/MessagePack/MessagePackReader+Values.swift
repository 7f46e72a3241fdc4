// Whole values with everything in them, and the two things that are special about records: their keys and their times.

extension MessagePackReader {
    /// Reads a value with everything in it.
    ///
    /// Extension values, which `LogValue` does not have, become a map of `extension_type` and `extension_data`.
    ///
    /// - Throws: `LogsError`; `.malformed` also for strings that are not UTF-8 and for map keys that are not strings.
    public mutating func readValue() throws(LogsError) -> LogValue {
        let start = position
        do {
            return try readValue(depth: 0)
        } catch {
            rewind(to: start)
            throw error
        }
    }

    /// Reads a map as fields, in their order.
    public mutating func readFields() throws(LogsError) -> [LogField] {
        let start = position
        do {
            return try readFields(depth: 0)
        } catch {
            rewind(to: start)
            throw error
        }
    }

    private mutating func readValue(depth: Int) throws(LogsError) -> LogValue {
        switch nextKind {
        case .null:
            try readNull()
            return .null
        case .bool: return .bool(try readBool())
        case .integer: return try readInteger()
        case .float: return .double(try readDouble())
        case .string: return .string(try readString())
        case .binary: return .binary(Array(try readBinary()))
        case .array:
            try checkDepth(depth)
            let count = try readArrayHeader()
            var elements: [LogValue] = []
            // The header has been checked against the bytes that are left, and yet it is only a promise.
            elements.reserveCapacity(min(count, 1024))
            for _ in 0..<count { elements.append(try readValue(depth: depth + 1)) }
            return .array(elements)
        case .map: return .map(try readFields(depth: depth))
        case .extension:
            let (type, data) = try readExtension()
            return .map([
                LogField("extension_type", .integer(Int64(type))), LogField("extension_data", .binary(Array(data))),
            ])
        case .invalid: throw LogsError(.malformed, "0xC1 begins no value", offset: position)
        case nil: throw LogsError(.truncated, "the bytes end before a value", offset: position)
        }
    }

    private mutating func readFields(depth: Int) throws(LogsError) -> [LogField] {
        try checkDepth(depth)
        let count = try readMapHeader()
        var fields: [LogField] = []
        fields.reserveCapacity(min(count, 1024))
        for _ in 0..<count {
            let key = try readString()
            fields.append(LogField(key: key, value: try readValue(depth: depth + 1)))
        }
        return fields
    }

    private func checkDepth(_ depth: Int) throws(LogsError) {
        guard depth < limits.depthMax else {
            throw LogsError(.limitExceeded, "values are nested deeper than \(limits.depthMax)", offset: position)
        }
    }

    /// Reads a time: an `EventTime` in either encoding, or an integer of seconds.
    ///
    /// - Throws: `.malformed` for other extension types or lengths, for a second or more of nanoseconds, for floats.
    public mutating func readEventTime() throws(LogsError) -> LogTime {
        let start = position
        guard nextKind == .extension else {
            guard case .integer(let seconds) = try readInteger() else {
                rewind(to: start)
                throw LogsError(.malformed, "a time beyond 63 bits of seconds", offset: start)
            }
            return LogTime(seconds: seconds)
        }
        let (type, bytes) = try readExtension()
        guard type == EventTime.extensionType, bytes.count == 8 else {
            rewind(to: start)
            throw LogsError(
                .malformed, "extension type \(type) of \(bytes.count) bytes is no EventTime", offset: start)
        }
        let value = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let nanoseconds = UInt32(truncatingIfNeeded: value)
        guard nanoseconds < 1_000_000_000 else {
            rewind(to: start)
            throw LogsError(.malformed, "an EventTime has \(nanoseconds) nanoseconds", offset: start)
        }
        return LogTime(seconds: Int64(value >> 32), nanoseconds: nanoseconds)
    }
}
