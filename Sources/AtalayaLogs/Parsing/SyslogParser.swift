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
    private let names: FieldNames

    public init(settings: ParserSettings = ParserSettings()) {
        self.settings = settings
        names = FieldNames([settings.messageField] + SyslogCursor.names)
    }

    public func parse(_ line: Span<UInt8>, into tape: inout FieldTape) {
        tape.begin(line, names: names)
        var cursor = SyslogCursor()
        if cursor.readPriority(line, into: &tape) {
            let start = cursor.position
            if let time = cursor.readNewForm(line, into: &tape) { return finish(&tape, of: line, time) }
            tape.clear()
            cursor.position = start
            _ = cursor.readPriority(line, into: &tape)
        }
        guard let time = cursor.readOldForm(line, into: &tape) else {
            return tape.setMessage(line, problems: .unparsable)
        }
        finish(&tape, of: line, time)
    }

    private func finish(_ tape: inout FieldTape, of line: Span<UInt8>, _ time: SyslogCursor.Time) {
        settings.takeTime(from: &tape, of: line)
        switch time {
        case .none: break
        case .whole(let time): tape.time = time
        case .unreadable: tape.problems.insert(.unparsableTime)
        }
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

    /// The texts that are written, behind the name of the message.
    static let names =
        ["timestamp", "host", "app", "pid", "message_id", "facility", "severity", "structured"]
        + severities + facilities

    private enum Name {
        static let message = 0
        static let timestamp = 1
        static let host = 2
        static let app = 3
        static let pid = 4
        static let facility = 6
        static let severity = 7
        static let structured = 8
        static let severities = 9
        static let facilities = 17
    }

    private static let severities = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"]
    private static let facilities = [
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp",
        "audit", "alert", "clock", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
    ]

    /// `<165>`: the facility times eight and the severity.
    mutating func readPriority(_ line: Span<UInt8>, into tape: inout FieldTape) -> Bool {
        guard line.count > 2, line[0] == UInt8(ascii: "<") else { return false }
        var value = 0
        var index = 1
        while index < line.count, index < 4, let digit = line[index].decimalDigit {
            value = value * 10 + digit
            index += 1
        }
        guard index > 1, index < line.count, line[index] == UInt8(ascii: ">"), value < 24 * 8 else {
            return false
        }
        tape.addName(name: Name.facility, value: Name.facilities + value / 8)
        tape.addName(name: Name.severity, value: Name.severities + value % 8)
        position = index + 1
        return true
    }

    // MARK: RFC 5424

    /// `1 time host app pid message-id [data] message`, section 6. `nil` for anything else.
    mutating func readNewForm(_ line: Span<UInt8>, into tape: inout FieldTape) -> Time? {
        guard line.starts(with: "1 ", at: position) else { return nil }
        position += 2
        guard let stamp = word(line) else { return nil }
        var time = Time.none
        if !isDash(stamp, line) {
            if let read = RFC3339Time.parse(line.extracting(stamp)) {
                time = .whole(read)
            } else {
                time = .unreadable
                tape.addText(name: Name.timestamp, stamp, of: line)
            }
        }
        for name in Name.host..<Name.facility {
            guard let word = word(line) else { return nil }
            if !isDash(word, line) { tape.addText(name: name, word, of: line) }
        }
        guard readStructuredData(line, into: &tape) else { return nil }
        if position < line.count {
            guard line[position] == Self.space else { return nil }
            position += 1
        }
        // A byte order mark says that the message is UTF-8, which it is taken for in any case.
        if line.starts(with: "\u{FEFF}", at: position) { position += 3 }
        tape.addText(name: Name.message, position..<line.count, of: line)
        return time
    }

    private mutating func readStructuredData(_ line: Span<UInt8>, into tape: inout FieldTape) -> Bool {
        guard position < line.count else { return false }
        if line[position] == UInt8(ascii: "-") {
            position += 1
            return true
        }
        tape.addKey(name: Name.structured)
        let place = tape.open(.map)
        var count = 0
        while position < line.count, line[position] == UInt8(ascii: "[") {
            guard readElement(line, into: &tape) else { return false }
            count += 1
        }
        tape.close(place, count: count)
        tape.depth = 3
        return count > 0
    }

    /// `[id name="value" …]`; in values `"`, `\` and `]` stand behind a backslash.
    private mutating func readElement(_ line: Span<UInt8>, into tape: inout FieldTape) -> Bool {
        position += 1
        guard readName(line, into: &tape) else { return false }
        let place = tape.open(.map)
        var count = 0
        while position < line.count, line[position] == Self.space {
            position += 1
            guard readName(line, into: &tape), line.starts(with: "=\"", at: position) else { return false }
            position += 2
            guard readValue(line, into: &tape) else { return false }
            count += 1
        }
        guard position < line.count, line[position] == UInt8(ascii: "]") else { return false }
        position += 1
        tape.close(place, count: count)
        return true
    }

    /// A value up to the quotation mark that ends it, without the backslashes of what must be escaped.
    private mutating func readValue(_ line: Span<UInt8>, into tape: inout FieldTape) -> Bool {
        let start = position
        let backslash = UInt8(ascii: "\\")
        let quote = UInt8(ascii: "\"")
        while position < line.count, line[position] != quote, line[position] != backslash { position += 1 }
        guard position < line.count else { return false }
        if line[position] == quote {
            tape.add(.text, start..<position, of: line)
            position += 1
            return true
        }
        let placeBeside = tape.beside.count
        tape.beside.append(copying: line.extracting(start..<position))
        while position < line.count, line[position] != quote {
            if line[position] == backslash, position + 1 < line.count {
                let next = line[position + 1]
                if next == quote || next == backslash || next == UInt8(ascii: "]") { position += 1 }
            }
            tape.beside.append(line[position])
            position += 1
        }
        guard position < line.count else { return false }
        position += 1
        tape.addBeside(.text, from: placeBeside)
        return true
    }

    private mutating func readName(_ line: Span<UInt8>, into tape: inout FieldTape) -> Bool {
        let start = position
        while position < line.count, line[position] > Self.space, line[position] != UInt8(ascii: "="),
            line[position] != UInt8(ascii: "]"), line[position] != UInt8(ascii: "\"")
        {
            position += 1
        }
        guard position > start else { return false }
        tape.add(.key, start..<position, of: line)
        return true
    }

    // MARK: RFC 3164

    /// `Mar  1 12:00:00 host app[pid]: message`, section 4.1; newer daemons write the time as RFC 3339 has it.
    mutating func readOldForm(_ line: Span<UInt8>, into tape: inout FieldTape) -> Time? {
        let start = position
        var time = Time.none
        var reader = TimeReader(position: start)
        if let month = reader.month(line), reader.skip(line, " "), readDay(line, &reader, month: month),
            reader.skip(line, " "), reader.clock(line) != nil
        {
            position = reader.position
            tape.addText(name: Name.timestamp, start..<position, of: line)
        } else if let word = word(line), let read = RFC3339Time.parse(line.extracting(word)) {
            position = word.upperBound
            time = .whole(read)
        } else {
            return nil
        }
        guard position < line.count, line[position] == Self.space else { return nil }
        position += 1
        guard let host = word(line) else { return nil }
        tape.addText(name: Name.host, host, of: line)
        readTag(line, into: &tape)
        tape.addText(name: Name.message, position..<line.count, of: line)
        return time
    }

    /// A day below ten has a space where its first digit would be.
    private func readDay(_ line: Span<UInt8>, _ reader: inout TimeReader, month: Int) -> Bool {
        let day = reader.skip(line, " ") ? reader.number(line, digits: 1) : reader.number(line, digits: 2)
        // Without a year any year that has the day may be meant.
        return day.flatMap { CivilDate(year: 2_000, month: month, day: $0) } != nil
    }

    /// `app[pid]: ` or `app: `; where neither is there, everything is the message.
    private mutating func readTag(_ line: Span<UInt8>, into tape: inout FieldTape) {
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
        tape.addText(name: Name.app, app, of: line)
        if let pid { tape.addText(name: Name.pid, pid, of: line) }
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
