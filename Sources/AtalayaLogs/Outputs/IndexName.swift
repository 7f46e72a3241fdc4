/// The name of an index or data stream, with what changes from record to record left open:
/// `logs-${tag}-%Y.%m.%d`.
///
/// `%Y`, `%m`, `%d` and `%H` are the record's year, month, day and hour in UTC, `${tag}` is its tag.
/// What an index cannot be called is made fit: capital letters become small ones, other characters `_`.
public struct IndexName: Hashable, Sendable {
    private enum Part: Hashable, Sendable {
        case text(String)
        case tag, year, month, day, hour
    }

    /// The longest name of an index.
    private static let bytesMax = 255

    private let parts: [Part]

    /// - Throws: ``LogsError`` with `invalidArgument` for an empty name, an unknown placeholder and characters that no
    ///   index may have.
    public init(_ text: String) throws(LogsError) {
        var parts: [Part] = []
        var literal = ""
        var rest = text[...]
        func add(_ part: Part) {
            if !literal.isEmpty { parts.append(.text(literal)) }
            literal = ""
            parts.append(part)
        }
        while let character = rest.popFirst() {
            switch character {
            case "%":
                switch rest.popFirst() {
                case "Y": add(.year)
                case "m": add(.month)
                case "d": add(.day)
                case "H": add(.hour)
                case let other:
                    let name = other.map(String.init) ?? ""
                    throw LogsError(.invalidArgument, "'\(text)': %\(name) is none of %Y %m %d %H")
                }
            case "$" where rest.hasPrefix("{tag}"):
                rest = rest.dropFirst("{tag}".count)
                add(.tag)
            default:
                guard Self.isAllowed(character) else {
                    throw LogsError(.invalidArgument, "'\(text)': an index cannot have '\(character)' in its name")
                }
                literal.append(character)
            }
        }
        if !literal.isEmpty { parts.append(.text(literal)) }
        guard !parts.isEmpty else { throw LogsError(.invalidArgument, "an index needs a name") }
        if case .text(let first) = parts[0], first.hasPrefix("-") || first.hasPrefix("_") || first.hasPrefix("+") {
            throw LogsError(.invalidArgument, "'\(text)': an index cannot begin with - _ +")
        }
        if parts == [.text(".")] || parts == [.text("..")] {
            throw LogsError(.invalidArgument, "'\(text)' is no name of an index")
        }
        self.parts = parts
    }

    /// The name for a record.
    public func name(tag: String, time: LogTime) -> String {
        let civil = CivilTime(time)
        var name = ""
        for part in parts {
            switch part {
            case .text(let text): name += text
            case .tag: name += Self.fitting(tag)
            case .year: name += CivilTime.padded(civil.year, 4)
            case .month: name += CivilTime.padded(civil.month, 2)
            case .day: name += CivilTime.padded(civil.day, 2)
            case .hour: name += CivilTime.padded(civil.hour, 2)
            }
        }
        if let first = name.first, "-_+".contains(first) { name = "x" + name }
        return String(decoding: name.utf8.prefix(Self.bytesMax), as: UTF8.self)
    }

    private static func fitting(_ tag: String) -> String {
        String(tag.lowercased().map { $0.isASCII && isAllowed($0) ? $0 : "_" })
    }

    /// Everything but capital letters, and what separates names or has a meaning in file systems and queries.
    private static func isAllowed(_ character: Character) -> Bool {
        guard character.isASCII, let value = character.asciiValue, value > 0x20, value < 0x7f else { return false }
        return !character.isUppercase && !"\\/*?\"<>|,#:".contains(character)
    }
}
