import AtalayaLogs
import AtalayaModel

extension Operations {
    /// A line's way from the bytes of its file to the bytes of its chunk. Nothing is allocated for a line: what is
    /// allocated now and then is the chunk's.
    static let logLines = [
        Operation("log line to chunk, as it is") {
            let bytes = repeated("2026-01-01 12:00:00.125 INFO orders: request finished with status 200 after 31 ms\n")
            var (splitter, builder) = (LineSplitter(), try ChunkBuilder(tag: "app"))
            let template = try LineEntryTemplate()
            return { times in
                eachPiece(of: bytes, times: times) { piece in
                    splitter.append(piece) { line, _ in
                        _ = try? builder.append(line: line, using: template, at: .zero)
                        if builder.isFull { _ = try? builder.seal(id: id) }
                    }
                }
            }
        },
        parsing("JSON", application, by: "json"),
        parsing(
            "logfmt", "ts=2026-01-01T12:00:00Z level=info msg=\"request finished\" route=/orders/{id} status=200",
            by: "logfmt"),
        parsing(
            "regex", "203.0.113.7 - - [01/Jan/2026:12:00:00 +0000] \"GET /orders/1234567890123456 HTTP/1.1\" 200 512",
            by: "regex",
            pattern: #"^(?P<remote>\S+) \S+ (?P<user>\S+) \[(?P<time>[^\]]*)\] "(?P<request>[^"]*)" (?P<code>\d+) "#),
        parsing(
            "CRI with JSON in it", "2026-01-01T12:00:00.000000001Z stdout F " + application, by: "cri",
            content: JSONParser()),
    ]

    private static let application = """
        {"ts":"2026-01-01T12:00:00.125Z","level":"info","message":"request finished","route":"/deployments/{id}/advance",\
        "status":200,"duration_seconds":0.031,"request_id":"4b6f5e7c9a3d2f1184f0c6a1b2d3e4f5"}
        """

    private static let id = {
        var random = SystemRandomNumberGenerator()
        return ChunkID(random: &random)
    }()

    private static func parsing(
        _ name: String, _ line: String, by format: String, pattern: String? = nil, content: (any RecordParser)? = nil
    ) -> Operation {
        Operation("log line to chunk, \(name)") {
            let bytes = repeated(line + "\n")
            let settings = ParserSettings(pattern: try pattern.map { try Pattern($0) })
            guard let parser = RecordParsers.make(named: format, settings: settings) else { throw NoParser() }
            var (splitter, builder) = (LineSplitter(), try ChunkBuilder(tag: "app"))
            var (tape, inner) = (FieldTape(), FieldTape())
            let readAt = LogTime(seconds: 1_767_225_600)
            return { times in
                eachPiece(of: bytes, times: times) { piece in
                    splitter.append(piece) { line, mark in
                        parser.parse(line, mark: mark, into: &tape)
                        var message: Int?
                        if let content {
                            message = tape.textField("message", in: line)
                            if let message { tape.parseMessage(at: message, of: line, with: content, into: &inner) }
                        }
                        try? builder.append(
                            tape, of: line, replacing: message, with: inner, readAt: readAt, lineBytes: line.count,
                            at: .zero)
                        if builder.isFull { _ = try? builder.seal(id: id) }
                    }
                }
            }
        }
    }

    private struct NoParser: Error {}

    /// A hundred lines: about as many as are read at once.
    private static func repeated(_ line: String) -> [UInt8] {
        Array(String(repeating: line, count: 100).utf8)
    }

    private static func eachPiece(of bytes: [UInt8], times: Int, _ body: (Span<UInt8>) -> Void) {
        for _ in 0..<(times / 100) { body(bytes.span) }
    }
}
