/// One file that had, or has, a followed path: a new one begins with each rotation and each truncation.
public struct GenerationID: Hashable, Sendable, CustomStringConvertible {
    /// The followed path, which is the same for all generations.
    public var path: String
    /// Counts the generations of the path; later ones are greater.
    public var number: UInt64

    public init(path: String, number: UInt64) {
        self.path = path
        self.number = number
    }

    /// The name of the generation in ``SourceSpan/source``: offsets only mean something within one generation.
    public var source: String { "\(path)#\(number)" }

    public var description: String { source }
}

/// The name that a ``TailMachine`` gives to a file that it asks to be opened.
public struct FileNumber: Hashable, Sendable {
    public var value: UInt64

    public init(_ value: UInt64) { self.value = value }
}

/// What the owner of a ``TailMachine`` must do, in the order given.
public enum TailAction: Hashable, Sendable {
    /// Open the file and report `opened` with its key and its first ``HeadFingerprint/bytesMax`` bytes, or `openFailed`.
    case open(FileNumber, path: String)
    /// Close the file.
    case close(FileNumber)
    /// Look at the generations that there are, and report `surveyed`.
    case survey(SurveyRequest)
    /// A generation is followed from this offset on: make a line splitter for it. The first record that is shipped of it
    /// has this number, unless some have been shipped and are not acknowledged: then the count goes on.
    case begin(GenerationID, at: UInt64, record: UInt64 = 0)
    /// The bytes of the read just reported, without the first `skipping`, are new: they stand at `offset`.
    case take(GenerationID, offset: UInt64, skipping: Int)
    /// Nothing more will come of the generation: ship its unfinished line and drop its splitter.
    case end(GenerationID, reason: EndReason)
    /// Everything of an ended generation is acknowledged, and checkpoints do not mention it any more.
    case settled(GenerationID)
    /// Something that a person may want to know and that a metric counts.
    case report(TailNotice)
}

/// Why a generation ends. The name is the value of a metric's `reason` label.
public struct EndReason: Hashable, Sendable {
    public let name: String

    /// The file was renamed or removed, is read to its end and has been quiet.
    public static let rotated = EndReason(name: "rotated")
    /// The file was truncated, and no copy of it was found that could be read on.
    public static let truncated = EndReason(name: "truncated")
    /// The file of the checkpoint is not there any more. If it had grown, what was written meanwhile is lost.
    public static let vanished = EndReason(name: "vanished")
}

/// Something notable about a followed path.
public struct TailNotice: Hashable, Sendable {
    /// What happened. The name is the value of a metric's label.
    public struct Kind: Hashable, Sendable {
        public let name: String

        /// The path now names another file.
        public static let rotated = Kind(name: "rotated")
        /// The file became shorter, or its contents changed under its name.
        public static let truncated = Kind(name: "truncated")
        /// A file that should be read cannot be opened.
        public static let unreadable = Kind(name: "unreadable")
        /// A generation that was perhaps not shipped has been compressed, and is not read: in a form other than gzip, or
        /// when nothing tells whether it was shipped.
        public static let compressed = Kind(name: "compressed")
        /// The file of the checkpoint is gone.
        public static let vanished = Kind(name: "vanished")
    }

    public var kind: Kind
    public var path: String

    public init(_ kind: Kind, path: String) {
        self.kind = kind
        self.path = path
    }
}

/// A part of a file that the machine wants to see next. See ``TailMachine/nextRead()``.
public struct TailRead: Hashable, Sendable {
    public var file: FileNumber
    public var generation: GenerationID
    public var from: UInt64
    public var bytesMax: Int
}

/// What a survey must find out.
public struct SurveyRequest: Hashable, Sendable {
    /// The followed path.
    public var path: String
    /// Parts of each file that must be read, besides its beginning, to recognise it; files may end before them.
    public var ranges: [Range<UInt64>]
    /// Whether files in gzip form are looked at too. It is the text in them that matters: what it begins with, and its
    /// parts. That takes time, so it is asked for only where no other file will do.
    public var includesGzip: Bool
    /// What the files looked for begin with.
    var heads: [HeadFingerprint]

    public init(path: String, ranges: [Range<UInt64>], includesGzip: Bool = false) {
        self.init(path: path, ranges: ranges, includesGzip: includesGzip, heads: [])
    }

    init(path: String, ranges: [Range<UInt64>], includesGzip: Bool, heads: [HeadFingerprint]) {
        self.path = path
        self.ranges = ranges
        self.includesGzip = includesGzip
        self.heads = heads
    }

    /// Whether a file in gzip form that begins like this may be one of those that are looked for. If not, its parts need
    /// not be read.
    public func mayMean(gzipWithHead head: [UInt8]) -> Bool {
        heads.contains { $0.byteCount > 0 && $0.matches(head) }
    }

    /// Which of the files in the path's directory to look at, **in this order**: from the newest to the oldest.
    ///
    /// While a survey goes on, files move to older names. Going the same way, it may meet a file twice, which does no
    /// harm, but cannot miss one.
    ///
    /// - Parameter names: the names in the directory of ``path``.
    public func files(among names: [String]) -> (readable: [String], compressed: [String]) {
        let (directory, live) = RotationNames.split(path)
        let rotated = RotationNames.generations(of: live, among: names).reversed()
        // A compressor removes the file when it is done with it: until then that is the better one.
        let plain = Set(rotated.filter { !$0.isCompressed }.map(\.age))
        let wanted = rotated.filter { !$0.isCompressed || !plain.contains($0.age) }
        let isReadable = { (generation: RotationNames.Rotated) in
            !generation.isCompressed || includesGzip && generation.isGzip
        }
        return (
            [path] + wanted.filter(isReadable).map { directory + $0.name },
            wanted.filter { !isReadable($0) }.map { directory + $0.name }
        )
    }
}

/// What a survey found out about one file.
public struct SurveyedFile: Hashable, Sendable {
    public var path: String
    public var key: FileKey
    /// The first ``HeadFingerprint/bytesMax`` bytes, or as many as there are.
    public var head: [UInt8]
    /// The bytes of the ranges asked for, where the file has all of them.
    public var pieces: [Range<UInt64>: [UInt8]]
    /// Whether the file could be read at all. If not, only path and key count.
    public var isReadable: Bool

    public init(
        path: String, key: FileKey, head: [UInt8], pieces: [Range<UInt64>: [UInt8]] = [:], isReadable: Bool = true
    ) {
        self.path = path
        self.key = key
        self.head = head
        self.pieces = pieces
        self.isReadable = isReadable
    }
}
