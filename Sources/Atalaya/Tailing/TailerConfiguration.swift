public import AtalayaLogs
public import AtalayaModel

/// What a tailer reads, and every limit of it.
public struct TailerConfiguration: Sendable {
    /// The value of the label `source`.
    public var source: String
    /// A path, wildcards allowed.
    public var path: String
    public var tag: String
    /// How lines become records.
    public var parser: any RecordParser
    /// How the text inside a container's line becomes fields; `nil`: it stays a text.
    public var content: (any RecordParser)?
    /// How lines are joined to records.
    public var joining = JoinSettings()
    /// What records go through before they are gathered.
    public var filters = FilterChain()
    /// How the text of the files is written in bytes.
    public var encoding = LogEncoding.utf8
    /// A longer line is cut, marked and counted.
    public var lineBytesMax = 256 << 10
    /// Bytes read from a file at a time.
    public var readBytesMax = 256 << 10
    /// When a chunk is sent.
    public var chunks = ChunkLimits()
    /// How chunks are compressed.
    public var compression = ChunkCompression(level: 6)
    /// Whether what is gathered goes at once.
    var flushing: Flushing?
    /// Paths with an open file at a time. Beyond it those that are read to their end are closed, and opened again when
    /// something comes.
    public var filesMax = 256
    /// Paths followed at a time; further ones wait until a file is removed. Each takes a few kilobytes.
    public var pathsMax = 16_384
    /// How often files are looked at where nothing announces a change; and at most so often a directory is listed.
    public var pollInterval: Duration = .milliseconds(250)
    /// How often everything is looked at even though changes are announced.
    public var rescanInterval: Duration = .seconds(10)
    /// A file that was rotated away is closed when it has been read to its end and nothing came for so long.
    public var rotatedQuietTime: Duration = .seconds(5)

    public init(source: String, path: String, tag: String, parser: any RecordParser) {
        self.source = source
        self.path = path
        self.tag = tag
        self.parser = parser
    }
}
