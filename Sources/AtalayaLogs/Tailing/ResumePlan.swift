/// Which files belong to generations that are known, and which are new: the same question after a restart, after a
/// rotation and after a truncation.
///
/// Files are put in the order in which they were written, as their names tell. A known generation is looked for among
/// them by key and contents. Everything written after the oldest known generation, and not known, is new and is read
/// from its beginning; everything before it was shipped in its time.
struct ResumePlan: Equatable {
    /// A generation that is known.
    struct Known {
        var number: UInt64
        var key: FileKey
        /// What the contents must be. `nil` where the file is open: an open file keeps its key, and reading it checks
        /// the contents.
        var identity: FileIdentity?
    }

    /// The files of known generations, by number.
    var found: [UInt64: SurveyedFile] = [:]
    /// Files that were never read, from the oldest to the newest.
    var new: [SurveyedFile] = []
    /// Whether a file between them can only be had compressed.
    var compressed: [String] = []

    /// - Parameters:
    ///   - known: the generations, the oldest first.
    ///   - shipsUnknown: what to do when none of the known is found: the generations that there are were all written
    ///     after the lost ones (which is so after a long downtime), or are old ones that were shipped.
    init(
        known: [Known], files: [SurveyedFile], compressed: [String], livePath: String, shipsUnknown: Bool
    ) {
        let ordered = Self.ordered(files, livePath: livePath)
        var taken: Set<FileKey> = []
        // Exact matches first, so that a copy is not taken for a file that is itself there.
        for isExact in [true, false] {
            for generation in known where found[generation.number] == nil {
                // The newest first: a copy was made a moment ago.
                let match = ordered.last {
                    !taken.contains($0.key)
                        && Self.matches(generation, $0, isExact: isExact, bytesMin: shipsUnknown ? 32 : 1)
                }
                guard let match else { continue }
                found[generation.number] = match
                taken.insert(match.key)
            }
        }
        let oldestFound = ordered.firstIndex { taken.contains($0.key) }
        let firstNew = oldestFound ?? (shipsUnknown ? 0 : ordered.count)
        for (index, file) in ordered.enumerated() where !taken.contains(file.key) {
            if index >= firstNew || file.path == livePath { new.append(file) }
        }
        self.compressed = Self.newer(compressed, than: oldestFound.map { ordered[$0] }, livePath: livePath)
        if oldestFound == nil, !shipsUnknown { self.compressed = [] }
    }

    /// The files from the oldest to the newest. A file that was met twice has moved to the older of its names.
    private static func ordered(_ files: [SurveyedFile], livePath: String) -> [SurveyedFile] {
        let live = RotationNames.split(livePath).name
        let rank = Dictionary(
            RotationNames.generations(of: live, among: files.map { RotationNames.split($0.path).name })
                .enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first })
        let sorted = files.enumerated().sorted { left, right in
            let leftRank = rank[RotationNames.split(left.element.path).name] ?? .max
            let rightRank = rank[RotationNames.split(right.element.path).name] ?? .max
            return (leftRank, left.offset) < (rightRank, right.offset)
        }.map(\.element)
        var seen: Set<FileKey> = []
        return sorted.filter { seen.insert($0.key).inserted }
    }

    /// - Parameter bytesMin: how many bytes must agree where only contents can tell. A few bytes prove nothing after a
    ///   downtime, and to ship them twice is better than to skip those of another file. A moment after a truncation
    ///   they are enough: the copy must be somewhere, and what it holds beyond them would be lost.
    private static func matches(_ known: Known, _ file: SurveyedFile, isExact: Bool, bytesMin: UInt64) -> Bool {
        guard let identity = known.identity else { return isExact && file.key == known.key }
        let tail = identity.tail
        guard identity.head.matches(file.head), tail.byteCount == 0 || tail.matches(file.pieces[tail.range] ?? [])
        else { return false }
        if isExact { return file.key == known.key }
        // Of a file that was not read yet, the beginning is all there is.
        let known = tail.end == 0 ? identity.head.byteCount : tail.end
        return known >= bytesMin && identity.head.byteCount > 0 && (tail.byteCount > 0 || tail.end == 0)
    }

    private static func newer(_ compressed: [String], than file: SurveyedFile?, livePath: String) -> [String] {
        guard let file else { return compressed }
        let live = RotationNames.split(livePath).name
        guard let age = RotationNames.generation(RotationNames.split(file.path).name, of: live)?.age else { return [] }
        return compressed.filter { path in
            RotationNames.generation(RotationNames.split(path).name, of: live).map { $0.age > age } ?? false
        }
    }
}
