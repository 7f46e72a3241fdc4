/// Knows the names that rotation gives to older generations of a log, and which of them is older.
///
/// A generation of `app.log` is called `app.log.1`, `app.log-20260301`, `app.log.2026-03-01_12`, `app.log.old`,
/// `app.1.log` or `app-2026-03-01.log`, perhaps with the suffix of a compressor. Numbers of up to five digits count
/// backwards (`.2` is older than `.1`), longer ones are dates or times and count forwards. Any other name is no
/// generation: `app.log.swp` and `app-errors.log` are files of their own.
public enum RotationNames {
    /// An older generation's name.
    public struct Rotated: Hashable, Sendable {
        public var name: String
        /// Whether the name says that the contents are compressed.
        public var isCompressed: Bool
        var age: Age

        /// Whether the name says that the contents can be decompressed here.
        public var isGzip: Bool { RotationNames.isGzip(name) }
    }

    private static let gzipSuffix = ".gz"

    /// Whether a file of this name is the text of a log in gzip form.
    public static func isGzip(_ name: String) -> Bool { name.hasSuffix(gzipSuffix) }

    /// Sorts from the oldest to the newest.
    enum Age: Hashable, Comparable {
        case date([UInt64])
        case index(UInt64)

        static func < (left: Age, right: Age) -> Bool {
            switch (left, right) {
            case (.date(let left), .date(let right)): left.lexicographicallyPrecedes(right)
            case (.index(let left), .index(let right)): left > right
            case (.date, .index): true
            case (.index, .date): false
            }
        }
    }

    /// The names among `names` that are older generations of `live`, from the oldest to the newest.
    ///
    /// Names are file names without a directory. Costs n·log n for n names.
    public static func generations(of live: String, among names: [String]) -> [Rotated] {
        names.compactMap { generation($0, of: live) }.sorted {
            $0.age == $1.age ? $0.name < $1.name : $0.age < $1.age
        }
    }

    /// The names that are no older generation of another name in the list: the files that are being written.
    public static func liveNames(among names: [String]) -> [String] {
        let all = Set(names)
        return names.filter { logs(withGeneration: $0).isDisjoint(with: all) }
    }

    /// The names of logs that a file of this name would be an older generation of, if there were such logs.
    public static func logs(withGeneration name: String) -> Set<String> {
        possibleLiveNames(of: name).filter { $0 != name && generation(name, of: $0) != nil }
    }

    /// The names of logs of which there is a file: the names in the list, and those that they are older generations of.
    public static func logs(withFilesAmong names: [String]) -> Set<String> {
        names.reduce(into: Set(names)) { logs, name in
            logs.formUnion(possibleLiveNames(of: name).filter { generation(name, of: $0) != nil })
        }
    }

    /// The directory, with its slash, and the file name.
    static func split(_ path: String) -> (directory: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("", path) }
        let start = path.index(after: slash)
        return (String(path[..<start]), String(path[start...]))
    }

    static func generation(_ name: String, of live: String) -> Rotated? {
        guard name != live else { return nil }
        let (plain, isCompressed) = withoutCompression(name)
        if plain == live { return isCompressed ? Rotated(name: name, isCompressed: true, age: .index(0)) : nil }
        guard let age = middles(of: plain, in: live).lazy.compactMap(age).first else { return nil }
        return Rotated(name: name, isCompressed: isCompressed, age: age)
    }

    /// What rotation has added to the live name, after it or before its extension.
    private static func middles(of name: String, in live: String) -> [Substring] {
        var middles: [Substring] = []
        if name.hasPrefix(live) { middles.append(name.dropFirst(live.count)) }
        if let dot = live.lastIndex(of: "."), dot != live.startIndex {
            let (stem, suffix) = (live[..<dot], live[dot...])
            if name.hasPrefix(stem), name.hasSuffix(suffix), name.count > live.count {
                middles.append(name.dropFirst(stem.count).dropLast(suffix.count))
            }
        }
        return middles
    }

    private static func age(_ middle: Substring) -> Age? {
        guard let first = middle.first, ".-_".contains(first) else { return nil }
        if middle == ".old" { return .index(1) }
        guard middle.allSatisfy({ ("0"..."9").contains($0) || ".-_:TZ".contains($0) }) else { return nil }
        let groups = middle.split { !("0"..."9").contains($0) }
        guard !groups.isEmpty, groups.allSatisfy({ $0.count <= 19 }) else { return nil }
        let numbers = groups.compactMap { UInt64($0) }
        if groups.count == 1, groups[0].count <= 5 { return .index(numbers[0]) }
        return groups.reduce(0) { $0 + $1.count } >= 6 ? .date(numbers) : nil
    }

    private static func withoutCompression(_ name: String) -> (plain: String, isCompressed: Bool) {
        for suffix in [gzipSuffix, ".zst", ".xz", ".bz2", ".lz4", ".Z"] where name.hasSuffix(suffix) {
            return (String(name.dropLast(suffix.count)), true)
        }
        return (name, false)
    }

    /// The names that `name` could be a generation of, so that a list is filtered without comparing all pairs.
    private static func possibleLiveNames(of name: String) -> Set<String> {
        let (plain, isCompressed) = withoutCompression(name)
        var candidates: Set<String> = isCompressed ? [plain] : []
        let characters = Array(plain)
        let isPart: (Character) -> Bool = { ("0"..."9").contains($0) || ".-_:TZ".contains($0) }
        for start in characters.indices where ".-_".contains(characters[start]) {
            if characters[start...].allSatisfy(isPart) || String(characters[start...]) == ".old" {
                candidates.insert(String(characters[..<start]))
            }
            var end = start
            while end < characters.count, isPart(characters[end]) {
                if characters[end] == ".", end > start {
                    candidates.insert(String(characters[..<start] + characters[end...]))
                }
                end += 1
            }
        }
        return candidates
    }
}
