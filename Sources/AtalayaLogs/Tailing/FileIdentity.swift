// Design
//
// Which file is this? A name is not enough: rotation gives it to another file. Device and inode are not enough: inodes
// are used again, sometimes within a second, and a file that is copied away and truncated keeps its inode. Contents are
// not enough: many logs begin with the same banner. So an identity is all of them:
//
//   key    device and inode
//   head   a hash of the beginning: of the first 64, 128, 256, 512 or 1,024 bytes, as the file grows. A short file is
//          taken as it is. The hash says how many bytes it covers, so that a file is recognised after it has grown.
//   tail   a hash of up to 256 bytes just before the place that was read last. A file that was truncated and has grown
//          past that place again looks in every other way like the old one.
//
// The tail stands where reading had got to, which may be further than what was acknowledged. That is as good: bytes
// that were once read there must still be there, or it is not the same file.

/// What the system calls a file.
public struct FileKey: Hashable, Sendable {
    public var device: UInt64
    public var inode: UInt64

    public init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }
}

/// A hash of a file's beginning that grows with the file.
public struct HeadFingerprint: Hashable, Sendable {
    /// How many bytes of the beginning a caller must have at hand, if the file has them.
    public static let bytesMax = 1_024

    public var byteCount: UInt64
    public var hash: UInt64

    public init(byteCount: UInt64, hash: UInt64) {
        self.byteCount = byteCount
        self.hash = hash
    }

    /// The fingerprint of a file that begins like this. Bytes beyond ``bytesMax`` are not looked at.
    public init(_ beginning: [UInt8]) {
        let steps = [1_024, 512, 256, 128, 64]
        let count = steps.first { $0 <= beginning.count } ?? beginning.count
        self.init(byteCount: UInt64(count), hash: ContentHash.hash(beginning[..<count]))
    }

    /// Whether a file that begins like this may be the one of which the fingerprint was taken, as far as it reaches.
    public func matches(_ beginning: [UInt8]) -> Bool {
        guard let count = Int(exactly: byteCount), count <= beginning.count else { return false }
        return ContentHash.hash(beginning[..<count]) == hash
    }
}

/// A hash of some bytes in the middle of a file.
public struct TailFingerprint: Hashable, Sendable {
    /// How many bytes a tail covers at most.
    public static let bytesMax = 256

    /// The offset just after the bytes.
    public let end: UInt64
    public let byteCount: UInt64
    public let hash: UInt64

    public init(end: UInt64, byteCount: UInt64, hash: UInt64) {
        self.end = end
        // Numbers may come from a damaged checkpoint, and say how much is read.
        self.byteCount = min(byteCount, end, UInt64(Self.bytesMax))
        self.hash = hash
    }

    /// The fingerprint of bytes that end at `end`.
    public init(_ bytes: [UInt8], end: UInt64) {
        self.init(end: end, byteCount: UInt64(bytes.count), hash: ContentHash.hash(bytes))
    }

    /// The part of the file that must be read to compare.
    public var range: Range<UInt64> { end - byteCount..<end }

    /// Whether these, read at ``range``, are the bytes of which the fingerprint was taken.
    public func matches(_ bytes: [UInt8]) -> Bool {
        UInt64(bytes.count) == byteCount && ContentHash.hash(bytes) == hash
    }
}

/// What a file is recognised by, whatever it is called.
public struct FileIdentity: Hashable, Sendable {
    public var key: FileKey
    public var head: HeadFingerprint
    public var tail: TailFingerprint

    public init(key: FileKey, head: HeadFingerprint, tail: TailFingerprint) {
        self.key = key
        self.head = head
        self.tail = tail
    }

    /// Of a file that was seen, and not read.
    static func unread(key: FileKey, head: HeadFingerprint) -> FileIdentity {
        FileIdentity(key: key, head: head, tail: TailFingerprint([], end: 0))
    }
}

/// The file that a path names, as it is without being read.
public struct LiveFile: Hashable, Sendable {
    public var key: FileKey
    public var size: UInt64
    /// When its contents were changed last; only whether it is the same counts.
    public var modified: Int64

    public init(key: FileKey, size: UInt64, modified: Int64 = 0) {
        self.key = key
        self.size = size
        self.modified = modified
    }
}
