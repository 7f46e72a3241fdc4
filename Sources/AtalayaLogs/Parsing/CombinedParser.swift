public import AtalayaModel

/// Reads the access logs of nginx and Apache: the common log format, and the combined one with referrer and agent.
///
/// ```
/// 203.0.113.7 - ada [01/Mar/2026:12:00:00 +0100] "GET /a?b=1 HTTP/1.1" 200 512 "https://example.org/" "curl/8.5"
/// ```
///
/// Fields: `remote`, `identity`, `user`, `method`, `path`, `protocol` (or `request`, where that is no request line),
/// `status`, `bytes`, `referer`, `agent`, and `rest` for what a longer format has behind them. A `-` stands for nothing
/// and makes no field. Texts in quotation marks keep the escapes of the server that wrote them. The record's time is
/// that of the line.
public struct CombinedParser: RecordParser {
    public static let format = LogFormat.combined

    private let settings: ParserSettings

    public init(settings: ParserSettings = ParserSettings()) { self.settings = settings }

    public func parse(_ line: Span<UInt8>, readAt: LogTime) -> ParsedLine {
        var cursor = Cursor()
        var fields = TextFields()
        guard let time = cursor.read(line, into: &fields) else {
            return settings.message(line, readAt: readAt, problems: .unparsable)
        }
        var parsed = settings.parsed(fields, readAt: readAt)
        if let time = CommonLogTime.parse(line.extracting(time)) {
            parsed.record.time = time
        } else {
            parsed.problems.insert(.unparsableTime)
            let text = LineText(line.extracting(time)).string
            parsed.record.fields.append(LogField("time", .string(text)))
        }
        return parsed
    }

    private struct Cursor {
        var position = 0

        /// Reads the whole line; gives the place of its time, or `nil` for a line of another format.
        mutating func read(_ line: Span<UInt8>, into fields: inout TextFields) -> Range<Int>? {
            guard let remote = word(line), let identity = word(line), let user = userBeforeTime(line),
                let time = enclosed(line, UInt8(ascii: "["), UInt8(ascii: "]")),
                let request = quotation(line), let status = word(line), let bytes = word(line)
            else { return nil }
            add("remote", remote, line, &fields)
            add("identity", identity, line, &fields)
            add("user", user, line, &fields)
            addRequest(request, line, &fields)
            addNumber("status", status, line, &fields)
            addNumber("bytes", bytes, line, &fields)
            if let referer = quotation(line), let agent = quotation(line) {
                add("referer", referer, line, &fields)
                add("agent", agent, line, &fields)
            }
            skipSpaces(line)
            if position < line.count { add("rest", position..<line.count, line, &fields) }
            return time
        }

        private mutating func skipSpaces(_ line: Span<UInt8>) {
            while position < line.count, line[position] == UInt8(ascii: " ") { position += 1 }
        }

        private mutating func word(_ line: Span<UInt8>) -> Range<Int>? {
            skipSpaces(line)
            let start = position
            while position < line.count, line[position] != UInt8(ascii: " ") { position += 1 }
            return position > start ? start..<position : nil
        }

        /// A user's name may have spaces in it: everything before the bracket of the time.
        private mutating func userBeforeTime(_ line: Span<UInt8>) -> Range<Int>? {
            skipSpaces(line)
            let start = position
            guard let bracket = ByteScan.firstIndex(of: UInt8(ascii: "["), in: line, from: start) else { return nil }
            position = bracket
            var end = bracket
            while end > start, line[end - 1] == UInt8(ascii: " ") { end -= 1 }
            return end > start ? start..<end : nil
        }

        private mutating func enclosed(_ line: Span<UInt8>, _ open: UInt8, _ close: UInt8) -> Range<Int>? {
            skipSpaces(line)
            guard position < line.count, line[position] == open,
                let end = ByteScan.firstIndex(of: close, in: line, from: position + 1)
            else { return nil }
            defer { position = end + 1 }
            return (position + 1)..<end
        }

        /// Text in quotation marks; one behind a backslash does not end it.
        private mutating func quotation(_ line: Span<UInt8>) -> Range<Int>? {
            skipSpaces(line)
            guard position < line.count, line[position] == UInt8(ascii: "\"") else { return nil }
            var end = position + 1
            while end < line.count, line[end] != UInt8(ascii: "\"") {
                end += line[end] == UInt8(ascii: "\\") ? 2 : 1
            }
            guard end < line.count else { return nil }
            defer { position = end + 1 }
            return (position + 1)..<end
        }

        private func isDash(_ range: Range<Int>, _ line: Span<UInt8>) -> Bool {
            range.count == 1 && line[range.lowerBound] == UInt8(ascii: "-")
        }

        private func add(_ key: String, _ range: Range<Int>, _ line: Span<UInt8>, _ fields: inout TextFields) {
            if !isDash(range, line) { fields.add(key, line.extracting(range)) }
        }

        private func addNumber(_ key: String, _ range: Range<Int>, _ line: Span<UInt8>, _ fields: inout TextFields) {
            if !isDash(range, line) { fields.addNumberOrText(key, line.extracting(range)) }
        }

        private func addRequest(_ range: Range<Int>, _ line: Span<UInt8>, _ fields: inout TextFields) {
            let request = line.extracting(range)
            let space = UInt8(ascii: " ")
            guard let first = ByteScan.firstIndex(of: space, in: request),
                let second = ByteScan.firstIndex(of: space, in: request, from: first + 1), first > 0,
                second > first + 1, request.starts(with: "HTTP/", at: second + 1),
                ByteScan.firstIndex(of: space, in: request, from: second + 1) == nil
            else { return add("request", range, line, &fields) }
            fields.add("method", request.extracting(0..<first))
            fields.add("path", request.extracting((first + 1)..<second))
            fields.add("protocol", request.extracting((second + 1)..<request.count))
        }
    }
}
