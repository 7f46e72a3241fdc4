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
    private let names: FieldNames

    /// The places of the names.
    private enum Name {
        static let remote = 1
        static let identity = 2
        static let user = 3
        static let method = 4
        static let path = 5
        static let version = 6
        static let request = 7
        static let status = 8
        static let bytes = 9
        static let referer = 10
        static let agent = 11
        static let rest = 12
        static let time = 13
    }

    public init(settings: ParserSettings = ParserSettings()) {
        self.settings = settings
        names = FieldNames([
            settings.messageField, "remote", "identity", "user", "method", "path", "protocol", "request", "status",
            "bytes", "referer", "agent", "rest", "time",
        ])
    }

    public func parse(_ line: Span<UInt8>, into tape: inout FieldTape) {
        tape.begin(line, names: names)
        var cursor = Cursor()
        guard let time = cursor.read(line, into: &tape) else {
            return tape.setMessage(line, problems: .unparsable)
        }
        settings.takeTime(from: &tape, of: line)
        if let time = CommonLogTime.parse(line.extracting(time)) {
            tape.time = time
        } else {
            tape.problems.insert(.unparsableTime)
            tape.addText(name: Name.time, time, of: line)
        }
    }

    private struct Cursor {
        var position = 0

        /// Reads the whole line; gives the place of its time, or `nil` for a line of another format.
        mutating func read(_ line: Span<UInt8>, into tape: inout FieldTape) -> Range<Int>? {
            guard let remote = word(line), let identity = word(line), let user = userBeforeTime(line),
                let time = enclosed(line, UInt8(ascii: "["), UInt8(ascii: "]")),
                let request = quotation(line), let status = word(line), let bytes = word(line)
            else { return nil }
            add(Name.remote, remote, line, &tape)
            add(Name.identity, identity, line, &tape)
            add(Name.user, user, line, &tape)
            addRequest(request, line, &tape)
            addNumber(Name.status, status, line, &tape)
            addNumber(Name.bytes, bytes, line, &tape)
            if let referer = quotation(line), let agent = quotation(line) {
                add(Name.referer, referer, line, &tape)
                add(Name.agent, agent, line, &tape)
            }
            skipSpaces(line)
            if position < line.count { add(Name.rest, position..<line.count, line, &tape) }
            return time
        }

        private mutating func skipSpaces(_ line: Span<UInt8>) {
            while position < line.count, line[position] == UInt8(ascii: " ") { position += 1 }
        }

        private mutating func word(_ line: Span<UInt8>) -> Range<Int>? {
            skipSpaces(line)
            let start = position
            position = ByteScan.firstIndex(of: UInt8(ascii: " "), in: line, from: start) ?? line.count
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
            while true {
                // Stops at control characters too, which mean nothing here.
                end = ByteScan.endOfPlainText(in: line, from: end)
                guard end < line.count, line[end] != UInt8(ascii: "\"") else { break }
                end += line[end] == UInt8(ascii: "\\") ? 2 : 1
            }
            guard end < line.count else { return nil }
            defer { position = end + 1 }
            return (position + 1)..<end
        }

        private func isDash(_ range: Range<Int>, _ line: Span<UInt8>) -> Bool {
            range.count == 1 && line[range.lowerBound] == UInt8(ascii: "-")
        }

        private func add(_ name: Int, _ range: Range<Int>, _ line: Span<UInt8>, _ tape: inout FieldTape) {
            if !isDash(range, line) { tape.addText(name: name, range, of: line) }
        }

        private func addNumber(_ name: Int, _ range: Range<Int>, _ line: Span<UInt8>, _ tape: inout FieldTape) {
            if isDash(range, line) { return }
            tape.addKey(name: name)
            tape.addNumberOrText(range, of: line)
        }

        private func addRequest(_ range: Range<Int>, _ line: Span<UInt8>, _ tape: inout FieldTape) {
            let request = line.extracting(range)
            let space = UInt8(ascii: " ")
            guard let first = ByteScan.firstIndex(of: space, in: request),
                let second = ByteScan.firstIndex(of: space, in: request, from: first + 1), first > 0,
                second > first + 1, request.starts(with: "HTTP/", at: second + 1),
                ByteScan.firstIndex(of: space, in: request, from: second + 1) == nil
            else { return add(Name.request, range, line, &tape) }
            let start = range.lowerBound
            tape.addText(name: Name.method, start..<(start + first), of: line)
            tape.addText(name: Name.path, (start + first + 1)..<(start + second), of: line)
            tape.addText(name: Name.version, (start + second + 1)..<range.upperBound, of: line)
        }
    }
}
