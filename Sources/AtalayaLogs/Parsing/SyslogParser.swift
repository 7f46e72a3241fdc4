public import AtalayaModel

/// Reads syslog messages in files: RFC 5424 with its structured data, and RFC 3164 as the daemons of Linux write it,
/// with or without the priority in front.
///
/// Fields: `facility` and `severity` by name, `host`, `app`, `pid`, `message_id`, `structured` (a map of maps), and the
/// message. A `-` stands for nothing and makes no field. The record's time is that of the message, where the message
/// tells it whole: the times of RFC 3164 have neither year nor zone, and stay in the record as `timestamp`.
public struct SyslogParser: RecordParser {
    public static let format = LogFormat.syslog

    private let settings: ParserSettings

    public init(settings: ParserSettings = ParserSettings()) { self.settings = settings }

    public func parse(_ line: Span<UInt8>, readAt: LogTime) -> ParsedLine {
        var cursor = SyslogCursor()
        var fields = TextFields()
        let hasPriority = cursor.readPriority(line, into: &fields)
        let start = cursor.position
        let headFields = fields.fields.count
        if hasPriority, let time = cursor.readNewForm(line, into: &fields, message: settings.messageField) {
            return finished(fields, time: time, readAt: readAt)
        }
        cursor.position = start
        fields.fields.removeSubrange(headFields...)
        if let time = cursor.readOldForm(line, into: &fields, message: settings.messageField) {
            return finished(fields, time: time, readAt: readAt)
        }
        return settings.message(line, readAt: readAt, problems: .unparsable)
    }

    private func finished(_ fields: TextFields, time: SyslogCursor.Time, readAt: LogTime) -> ParsedLine {
        var parsed = settings.parsed(fields, readAt: readAt)
        switch time {
        case .none: break
        case .whole(let time): parsed.record.time = time
        case .unreadable: parsed.problems.insert(.unparsableTime)
        }
        return parsed
    }
}

/// A place in a syslog message that moves forward as its parts are read.
struct SyslogCursor {
    var position = 0

    /// What a message says of its time.
    enum Time {
        case none
        case whole(LogTime)
        case unreadable
    }

    private static let space = UInt8(ascii: " ")

    private static let severities = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"]
    private static let facilities = [
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp",
        "audit", "alert", "clock", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
    ]

    /// `<165>`: the facility times eight and the severity.
    mutating func readPriority(_ line: Span<UInt8>, into fields: inout TextFields) -> Bool {
        guard line.count > 2, line[0] == UInt8(ascii: "<") else { return false }
        var value = 0
        var index = 1
        while index < line.count, index < 4, let digit = line[index].decimalDigit {
            value = value * 10 + digit
            index += 1
        }
        guard index > 1, index < line.count, line[index] == UInt8(ascii: ">"), value < Self.facilities.count * 8 else {
            return false
        }
        fields.add("facility", .string(Self.facilities[value / 8]))
        fields.add("severity", .string(Self.severities[value % 8]))
        position = index + 1
        return true
    }

    // MARK: RFC 5424

    /// `1 time host app pid message-id [data] message`, section 6. `nil` for anything else.
    mutating func readNewForm(_ line: Span<UInt8>, into fields: inout TextFields, message: String) -> Time? {
        guard line.starts(with: "1 ", at: position) else { return nil }
        position += 2
        guard let stamp = word(line) else { return nil }
        var time = Time.none
        if !isDash(stamp, line) {
            if let read = RFC3339Time.parse(line.extracting(stamp)) {
                time = .whole(read)
            } else {
                time = .unreadable
                fields.add("timestamp", line.extracting(stamp))
            }
        }
        for name in ["host", "app", "pid", "message_id"] {
            guard let word = word(line) else { return nil }
            if !isDash(word, line) { fields.add(name, line.extracting(word)) }
        }
        guard readStructuredData(line, into: &fields) else { return nil }
        if position < line.count {
            guard line[position] == Self.space else { return nil }
            position += 1
        }
        // A byte order mark says that the message is UTF-8, which it is taken for in any case.
        if line.starts(with: "\u{FEFF}", at: position) { position += 3 }
        fields.add(message, line.extracting(position..<line.count))
        return time
    }

    private mutating func readStructuredData(_ line: Span<UInt8>, into fields: inout TextFields) -> Bool {
        guard position < line.count else { return false }
        if line[position] == UInt8(ascii: "-") {
            position += 1
            return true
        }
        var elements: [LogField] = []
        while position < line.count, line[position] == UInt8(ascii: "[") {
            guard let element = readElement(line, &fields) else { return false }
            elements.append(element)
        }
        if elements.isEmpty { return false }
        fields.add("structured", .map(elements))
        return true
    }

    /// `[id name="value" …]`; in values `"`, `\` and `]` stand behind a backslash.
    private mutating func readElement(_ line: Span<UInt8>, _ fields: inout TextFields) -> LogField? {
        position += 1
        guard let id = name(line, &fields) else { return nil }
        var values: [LogField] = []
        while position < line.count, line[position] == Self.space {
            position += 1
            guard let key = name(line, &fields), line.starts(with: "=\"", at: position) else { return nil }
            position += 2
            var text: [UInt8] = []
            while position < line.count, line[position] != UInt8(ascii: "\"") {
                if line[position] == UInt8(ascii: "\\"), position + 1 < line.count {
                    let next = line[position + 1]
                    if next == UInt8(ascii: "\"") || next == UInt8(ascii: "\\") || next == UInt8(ascii: "]") {
                        position += 1
                    }
                }
                text.append(line[position])
                position += 1
            }
            guard position < line.count else { return nil }
            position += 1
            values.append(LogField(key, .string(fields.string(text.span))))
        }
        guard position < line.count, line[position] == UInt8(ascii: "]") else { return nil }
        position += 1
        return LogField(id, .map(values))
    }

    private mutating func name(_ line: Span<UInt8>, _ fields: inout TextFields) -> String? {
        let start = position
        while position < line.count, line[position] > Self.space, line[position] != UInt8(ascii: "="),
            line[position] != UInt8(ascii: "]"), line[position] != UInt8(ascii: "\"")
        {
            position += 1
        }
        return position > start ? fields.string(line.extracting(start..<position)) : nil
    }

    // MARK: RFC 3164

    /// `Mar  1 12:00:00 host app[pid]: message`, section 4.1; newer daemons write the time as RFC 3339 has it.
    mutating func readOldForm(_ line: Span<UInt8>, into fields: inout TextFields, message: String) -> Time? {
        let start = position
        var time = Time.none
        var reader = TimeReader(position: start)
        if let month = reader.month(line), reader.skip(line, " "), readDay(line, &reader, month: month),
            reader.skip(line, " "), reader.clock(line) != nil
        {
            position = reader.position
            fields.add("timestamp", line.extracting(start..<position))
        } else if let word = word(line), let read = RFC3339Time.parse(line.extracting(word)) {
            position = word.upperBound
            time = .whole(read)
        } else {
            return nil
        }
        guard position < line.count, line[position] == Self.space else { return nil }
        position += 1
        guard let host = word(line) else { return nil }
        fields.add("host", line.extracting(host))
        readTag(line, into: &fields)
        fields.add(message, line.extracting(position..<line.count))
        return time
    }

    /// A day below ten has a space where its first digit would be.
    private func readDay(_ line: Span<UInt8>, _ reader: inout TimeReader, month: Int) -> Bool {
        let day = reader.skip(line, " ") ? reader.number(line, digits: 1) : reader.number(line, digits: 2)
        // Without a year any year that has the day may be meant.
        return day.flatMap { CivilDate(year: 2_000, month: month, day: $0) } != nil
    }

    /// `app[pid]: ` or `app: `; where neither is there, everything is the message.
    private mutating func readTag(_ line: Span<UInt8>, into fields: inout TextFields) {
        var end = position
        while end < line.count, line[end] > Self.space, line[end] != UInt8(ascii: "["), line[end] != UInt8(ascii: ":") {
            end += 1
        }
        let app = position..<end
        var pid: Range<Int>?
        if end < line.count, line[end] == UInt8(ascii: "["),
            let close = ByteScan.firstIndex(of: UInt8(ascii: "]"), in: line, from: end)
        {
            pid = (end + 1)..<close
            end = close + 1
        }
        guard !app.isEmpty, end < line.count, line[end] == UInt8(ascii: ":") else { return }
        fields.add("app", line.extracting(app))
        if let pid { fields.add("pid", line.extracting(pid)) }
        position = end + 1
        if position < line.count, line[position] == Self.space { position += 1 }
    }

    // MARK: Words

    private mutating func word(_ line: Span<UInt8>) -> Range<Int>? {
        let start = position
        let end = ByteScan.firstIndex(of: Self.space, in: line, from: start) ?? line.count
        position = min(end + 1, line.count)
        return end > start ? start..<end : nil
    }

    private func isDash(_ range: Range<Int>, _ line: Span<UInt8>) -> Bool {
        range.count == 1 && line[range.lowerBound] == UInt8(ascii: "-")
    }
}
