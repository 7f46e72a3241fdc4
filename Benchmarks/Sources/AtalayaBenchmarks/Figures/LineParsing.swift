import AtalayaLogs
import AtalayaModel
import Measuring

/// Lines of a format read, and what was found in them written as the bytes that a chunk is made of.
struct LineParsing: Figure {
    let format: String
    let corpus: @Sendable (_ bytes: Int) -> LogCorpus
    let pattern: String?
    /// Reads the message of each line.
    let content: (any RecordParser)?
    let targets: [Target] = []
    let limit = "one copy of the lines"

    var name: String { "\(format) to entry, for each byte" }

    /// Every parser that does more than to take a line as it is.
    static let all: [any Figure] = [
        LineParsing("JSON", LogCorpus.application),
        LineParsing("logfmt", LogCorpus.logfmt),
        LineParsing("regex", LogCorpus.combined, pattern: accessLog),
        LineParsing("combined", LogCorpus.combined),
        LineParsing("syslog 5424", LogCorpus.syslog),
        LineParsing("syslog 3164", LogCorpus.oldSyslog),
        LineParsing("CRI", LogCorpus.cri),
        LineParsing("CRI with JSON in it", LogCorpus.cri, content: JSONParser()),
        LineParsing("docker", LogCorpus.docker),
    ]

    /// An access log as people write its pattern.
    private static let accessLog =
        #"^(?P<remote>[^ ]*) [^ ]* (?P<user>[^ ]*) \[(?P<time>[^\]]*)\] "(?P<method>\S+)(?: +(?P<path>[^"]*?)(?: +\S*)?)?" "#
        + #"(?P<code>[^ ]*) (?P<size>[^ ]*)(?: "(?P<referer>[^"]*)" "(?P<agent>[^"]*)")?$"#

    init(
        _ format: String, _ corpus: @escaping @Sendable (Int) -> LogCorpus, pattern: String? = nil,
        content: (any RecordParser)? = nil
    ) {
        self.format = format
        self.corpus = corpus
        self.pattern = pattern
        self.content = content
    }

    func prepare() throws -> Contest {
        let lines = corpus(1 << 20).lines
        let bytes = lines.reduce(0) { $0 + $1.count }
        let settings = ParserSettings(pattern: try pattern.map { try Pattern($0) })
        let name = format.split(separator: " ")[0].lowercased()
        guard let parser = RecordParsers.make(named: name, settings: settings) else { throw UnknownFormat(name: name) }
        let time = LogTime(seconds: 1_767_225_600, nanoseconds: 0)
        var entries: [UInt8] = []
        entries.reserveCapacity(4 << 20)
        var tape = FieldTape()
        var contentTape = FieldTape()
        return Contest(
            ours: {
                entries.removeAll(keepingCapacity: true)
                return try Cost.measure(operations: bytes) {
                    for line in lines {
                        let line = line.span
                        parser.parse(line, into: &tape)
                        guard tape.problems.isEmpty else { throw UnreadLine(format: format) }
                        if let content, let field = tape.textField("message", in: line) {
                            tape.parseMessage(at: field, of: line, with: content, into: &contentTape)
                            try tape.writeEntry(
                                of: line, replacing: field, with: contentTape, readAt: time, into: &entries)
                        } else {
                            try tape.writeEntry(of: line, readAt: time, into: &entries)
                        }
                    }
                    blackHole(entries.count)
                }
            },
            limit: {
                entries.removeAll(keepingCapacity: true)
                return Cost.measure(operations: bytes) {
                    for line in lines { entries += line }
                    blackHole(entries.count)
                }
            })
    }

    private struct UnknownFormat: Error {
        var name: String
    }

    private struct UnreadLine: Error {
        var format: String
    }
}
