/// Identifiers that follow from a logical name alone: the same name gives the same identifier on every machine and in
/// every release.
///
/// Links, alerts and bookmarks hold on to a dashboard's uid and a panel's id, so neither may depend on a position, a
/// title, a date or chance.
public enum StableIdentifier {
    /// The longest uid Grafana takes for dashboards, data sources and alert rules; a longer one is skipped with a log
    /// line.
    public static let uidBytesMax = 40

    /// A Grafana uid: the name's slug, at most 31 characters, a hyphen, and eight hexadecimal digits of the name's
    /// hash.
    ///
    /// The result matches `^[a-z][a-z0-9-]*$` (a Kubernetes name as well), has at most ``uidBytesMax`` characters, and
    /// differs for names that differ anywhere, also behind the cut.
    public static func uid(for logicalName: String) -> String {
        var slug = Self.slug(logicalName)
        if slug.utf8.first.map({ $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }) != true { slug = "d-" + slug }
        slug = String(slug.prefix(31))
        while slug.hasSuffix("-") { slug.removeLast() }
        return slug + "-" + hexadecimal(UInt32(truncatingIfNeeded: hash(logicalName) ^ (hash(logicalName) >> 32)))
    }

    /// A panel id: positive and below 2³¹, from the panel's logical name.
    public static func panelID(for logicalName: String) -> Int32 {
        let folded = UInt32(truncatingIfNeeded: hash(logicalName) ^ (hash(logicalName) >> 32)) & 0x7fff_ffff
        return folded == 0 ? 1 : Int32(folded)
    }

    /// Ids for several names at once: the first of two names that fall on the same id keeps it, the other takes the
    /// next free one. The result has one id a name, in the order given.
    public static func panelIDs(for logicalNames: [String]) -> [Int32] {
        var taken: Set<Int32> = []
        return logicalNames.map { name in
            var id = panelID(for: name)
            while !taken.insert(id).inserted { id = id == .max ? 1 : id + 1 }
            return id
        }
    }

    /// Lower case letters and digits, everything else as single hyphens, none at the ends.
    public static func slug(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                result.unicodeScalars.append(Unicode.Scalar(byte + 32))
            default:
                if !result.isEmpty, !result.hasSuffix("-") { result += "-" }
            }
        }
        if result.hasSuffix("-") { result.removeLast() }
        return result
    }

    /// FNV-1a, 64 bits: Swift's own hashing is seeded anew in each process.
    private static func hash(_ text: String) -> UInt64 {
        var value: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return value
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
