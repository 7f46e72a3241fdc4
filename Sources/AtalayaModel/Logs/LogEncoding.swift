/// How the text of a log file is written in bytes.
public struct LogEncoding: Hashable, Sendable {
    public let name: String
    /// One line for people who choose an encoding.
    public let help: String

    private init(_ name: String, _ help: String) {
        self.name = name
        self.help = help
    }

    public static let utf8 = LogEncoding("utf-8", "UTF-8; other bytes are kept in an escaped form")
    public static let latin1 = LogEncoding("latin-1", "ISO 8859-1: each byte is a character")
    public static let utf16 = LogEncoding("utf-16", "UTF-16, the byte order by the file's mark, little without one")
    public static let utf16LittleEndian = LogEncoding("utf-16le", "UTF-16, little-endian")
    public static let utf16BigEndian = LogEncoding("utf-16be", "UTF-16, big-endian")

    /// Every encoding, the usual one first.
    public static let all: [LogEncoding] = [utf8, latin1, utf16, utf16LittleEndian, utf16BigEndian]

    /// The encoding with this name.
    public static func named(_ name: String) -> LogEncoding? { all.first { $0.name == name } }
}
