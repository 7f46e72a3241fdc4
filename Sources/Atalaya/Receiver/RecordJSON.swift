import AtalayaLogs

/// Writes a record as one line of JSON: `{"tag":"app.web","time":"2026-01-02T03:04:05.678901234Z","record":{…}}` and a
/// line feed.
///
/// Fields keep their order. Numbers that JSON cannot say (NaN, infinities) become strings, as do bytes, which are
/// written as hexadecimal.
struct RecordJSON {
    private(set) var bytes: [UInt8] = []

    mutating func append(tag: String, _ record: LogRecord) {
        self.append("{\"tag\":")
        self.append(quoting: tag)
        self.append(",\"time\":\"")
        self.append(Self.timestamp(record.time))
        self.append("\",\"record\":")
        self.append(record.fields)
        self.append("}\n")
    }

    /// Fields as one line of JSON, with its line feed.
    static func line(_ fields: [LogField]) -> [UInt8] {
        var json = RecordJSON()
        json.append(fields)
        json.append("\n")
        return json.bytes
    }

    private mutating func append(_ fields: [LogField]) {
        self.append("{")
        for (position, field) in fields.enumerated() {
            if position > 0 { self.append(",") }
            self.append(quoting: field.key)
            self.append(":")
            self.append(field.value)
        }
        self.append("}")
    }

    private mutating func append(_ value: LogValue) {
        switch value {
        case .null: self.append("null")
        case .bool(let bool): self.append(bool ? "true" : "false")
        case .integer(let integer): self.append(String(integer))
        case .unsigned(let unsigned): self.append(String(unsigned))
        case .double(let double): self.append(double.isFinite ? "\(double)" : "\"\(double)\"")
        case .string(let string): self.append(quoting: string)
        case .binary(let bytes): self.append(quoting: bytes.map { Self.hexadecimal($0) }.joined())
        case .array(let values):
            self.append("[")
            for (position, value) in values.enumerated() {
                if position > 0 { self.append(",") }
                self.append(value)
            }
            self.append("]")
        case .map(let fields): self.append(fields)
        }
    }

    private mutating func append(_ text: String) {
        self.bytes += text.utf8
    }

    private mutating func append(quoting text: String) {
        self.bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): self.append("\\\"")
            case UInt8(ascii: "\\"): self.append("\\\\")
            case UInt8(ascii: "\n"): self.append("\\n")
            case UInt8(ascii: "\r"): self.append("\\r")
            case UInt8(ascii: "\t"): self.append("\\t")
            case 0..<0x20: self.append("\\u00" + Self.hexadecimal(byte))
            default: self.bytes.append(byte)
            }
        }
        self.bytes.append(UInt8(ascii: "\""))
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let text = String(byte, radix: 16)
        return text.count == 2 ? text : "0" + text
    }

    /// RFC 3339 in UTC with nine digits of the second.
    static func timestamp(_ time: LogTime) -> String {
        let day = time.seconds >= 0 ? time.seconds / 86_400 : (time.seconds - 86_399) / 86_400
        let second = time.seconds - day * 86_400
        let date = Self.date(daysSinceEpoch: day)
        return "\(Self.padded(date.year, 4))-\(Self.padded(date.month, 2))-\(Self.padded(date.day, 2))T"
            + "\(Self.padded(second / 3_600, 2)):\(Self.padded(second / 60 % 60, 2)):\(Self.padded(second % 60, 2))."
            + "\(Self.padded(Int64(time.nanoseconds), 9))Z"
    }

    /// The Gregorian date, counted in eras of 400 years whose years begin in March, so that the leap day is the last of
    /// its year.
    private static func date(daysSinceEpoch days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
