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
        /// Whether its file is not looked for, because it is open or done with. It is recognised all the same, so that
        /// it, or what a compressor has made of it, is not taken for a new one.
        var isOnlyRecognised = false
        /// What is in the file, where it is not looked for.
        var contents: FileIdentity?
    }

    /// The files of known generations, by number.
    var found: [UInt64: SurveyedFile] = [:]
    /// Files that were never read, from the oldest to the newest.
    var new: [SurveyedFile] = []
    /// Files that were perhaps never read and are not: compressed ones of which nothing tells, or in another form.
    var compressed: [String] = []
    /// Whether there are files of which nothing tells whether they are new, because no known one is there to compare.
    var hasStrays = false

    /// - Parameters:
    ///   - known: the generations, the oldest first.
    ///   - shipsUnknown: what to do when none of the known is found: the generations that there are were all written
    ///     after the lost ones (which is so after a long downtime), or are old ones that were shipped.
    init(
        known: [Known], files: [SurveyedFile], compressed: [String], livePath: String, shipsUnknown: Bool
    ) {
        let ordered = Self.ordered(Self.withoutCopies(files), livePath: livePath)
        var taken: Set<FileKey> = []
        // Exact matches first, so that a copy is not taken for a file that is itself there.
        for isExact in [true, false] {
            for generation in known where found[generation.number] == nil {
                // The newest first: a copy was made a moment ago.
                let match = ordered.last {
                    !taken.contains($0.key)
                        && Self.matches(generation, $0, isExact: isExact, bytesMin: shipsUnknown ? Self.bytesMin : 1)
                }
                guard let match else { continue }
                found[generation.number] = match
                taken.insert(match.key)
            }
        }
        for generation in known where generation.isOnlyRecognised && found[generation.number] == nil {
            guard let contents = generation.contents else { continue }
            let sought = Known(number: generation.number, key: contents.key, identity: contents)
            // Where nothing but the contents tells, that a file is taken for another one would cost its lines.
            let match = ordered.last { file in
                !taken.contains(file.key)
                    && (Self.matches(sought, file, isExact: true, bytesMin: 1)
                        || RotationNames.isGzip(file.path)
                            && Self.matches(sought, file, isExact: false, bytesMin: Self.bytesMin))
            }
            if let match { taken.insert(match.key) }
        }
        let oldestFound = ordered.firstIndex { taken.contains($0.key) }
        hasStrays =
            oldestFound == nil && !shipsUnknown && ordered.contains { !taken.contains($0.key) && $0.path != livePath }
        let firstNew = oldestFound ?? (shipsUnknown ? 0 : ordered.count)
        // One that could not be recognised in compressed form is perhaps among them. Of old generations there are many.
        let isGone = oldestFound == nil && known.allSatisfy { Self.isRecognisable($0, bytesMin: Self.bytesMin) }
        for (index, file) in ordered.enumerated() where !taken.contains(file.key) {
            guard index >= firstNew || file.path == livePath else { continue }
            if oldestFound != nil || isGone || !RotationNames.isGzip(file.path) {
                new.append(file)
            } else {
                self.compressed.append(file.path)
            }
        }
        if oldestFound != nil || shipsUnknown {
            self.compressed += Self.newer(compressed, than: oldestFound.map { ordered[$0] }, livePath: livePath)
        }
    }

    /// How many bytes must agree where only contents can tell. A few bytes prove nothing after a downtime, and to ship
    /// them twice is better than to skip those of another file.
    static let bytesMin: UInt64 = 32

    private static func isRecognisable(_ known: Known, bytesMin: UInt64) -> Bool {
        guard let identity = known.identity else { return true }
        // Of a file that was not read yet, the beginning is all there is.
        let reach = identity.tail.end == 0 ? identity.head.byteCount : identity.tail.end
        return reach >= bytesMin && identity.head.byteCount > 0
            && (identity.tail.byteCount > 0 || identity.tail.end == 0)
    }

    /// Leaves out what a compressor has made, or is making, of a file that is still there: the name is that of the file
    /// with an ending more, and so far the contents are the same.
    private static func withoutCopies(_ files: [SurveyedFile]) -> [SurveyedFile] {
        let originals = Dictionary(files.map { ($0.path, $0) }, uniquingKeysWith: { _, last in last })
        return files.filter { file in
            guard RotationNames.isGzip(file.path), let original = originals[String(file.path.dropLast(3))] else {
                return true
            }
            let isSame =
                original.head.starts(with: file.head)
                && file.pieces.allSatisfy { original.pieces[$0] == nil || original.pieces[$0] == $1 }
            return !isSame
        }
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

    /// - Parameter bytesMin: how many bytes must agree where only contents can tell. A moment after a truncation a few
    ///   are enough: the copy must be somewhere, and what it holds beyond them would be lost.
    private static func matches(_ known: Known, _ file: SurveyedFile, isExact: Bool, bytesMin: UInt64) -> Bool {
        guard let identity = known.identity else { return isExact && file.key == known.key }
        let tail = identity.tail
        guard identity.head.matches(file.head), tail.byteCount == 0 || tail.matches(file.pieces[tail.range] ?? [])
        else { return false }
        if isExact { return file.key == known.key }
        return isRecognisable(known, bytesMin: bytesMin)
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
