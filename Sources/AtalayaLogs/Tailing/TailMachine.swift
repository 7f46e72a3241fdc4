// Design
//
// The machine follows one path through rotations. It opens and reads nothing itself: it is told what the system says and
// what was read, and answers with actions. Its owner wakes it whenever something may have changed (a file event, or the
// safety rescan), does what it asks, and then reads as long as `nextRead` has something to read. The owner reads only
// when there is room downstream, so backpressure needs no event of its own.
//
// A path is a line of generations, one file each, and always the oldest that has something new is read. Lines are
// therefore in order, but for those that a writer adds to a renamed file after the newer one has begun: they go out
// when they come. Four things can happen to generations, and three have the same answer:
//
//   restart     the generations of the checkpoint must be found again under whatever names they have now
//   rotation    the path names another file; between two looks there may have been several rotations
//   truncation  the contents are not those that were read; a copy of them may lie beside the file (copy-and-truncate)
//
// The answer is a survey: look at all files that are generations of the path by name, recognise the known ones by key
// and contents, put the unknown ones in order, and go on. `ResumePlan` decides that. The fourth thing is quiet: a file
// that is not the path's any more, is read to its end and brings nothing new for a while is closed. Never earlier: a
// writer goes on writing to the old file until it notices the rotation.
//
// Truncation is noticed by reading, not by asking for sizes: each read begins up to 256 bytes before the place to go on
// from, and those bytes must be what was read before. A file that is shorter gives fewer; one that was truncated and has
// grown past the place gives others. That costs no system call. What it cannot see is a file that was replaced by one
// with the same 256 bytes at the same place, which takes a log of equal lines without times.
//
// An example, a copy-and-truncate with two lines unread:
//
//   wake(app.log) ─▶ nextRead: 0+256…        the bytes there are new ones ─▶ close, report, survey
//   surveyed(app.log, app.log.1) ─▶ generation 1 is app.log.1 by its contents: open it and read on at the same offset
//                                   app.log is unknown and newer: open it, begin generation 2 at 0
//
// Errors never stop a path: what cannot be opened is reported and tried again with the next wake.

/// Follows one path: decides what to open, what to read and what a checkpoint must say.
///
/// A value without clock or files. Offsets are bytes of one generation (see ``GenerationID``); each generation begins at
/// 0, or where its checkpoint says. Memory is bounded: about 1.5 KiB for each open generation.
public struct TailMachine: Sendable {
    public let path: String
    public let settings: TailSettings

    /// From the oldest to the newest; reading goes through them in this order.
    var generations: [TailGeneration] = []
    /// Ended, and not acknowledged to their end. The newest generation of all stays here even after that: whatever is
    /// newer than it must be found, however many rotations later.
    private var ended: [TailGeneration] = []
    private var nextGeneration: UInt64
    private var lastFile: UInt64 = 0
    private(set) var isSurveying = false
    private var surveysGzip = false
    var mustSurvey = false
    private var isFirstLook = true
    private var isRestart: Bool

    /// Makes a machine for a path.
    ///
    /// - Parameter checkpoint: what the checkpoint says of the path. Without it the path is followed for the first time.
    public init(path: String, settings: TailSettings = TailSettings(), checkpoint: Checkpoint.Source? = nil) {
        self.path = path
        self.settings = settings
        let files = (checkpoint?.files ?? []).sorted { $0.generation < $1.generation }
        nextGeneration = max(checkpoint?.nextGeneration ?? 1, (files.last?.generation ?? 0).addingCapped(1))
        isRestart = checkpoint != nil
        generations = files.map { file in
            var generation = TailGeneration(
                id: GenerationID(path: path, number: file.generation), path: file.path, phase: .displaced,
                offset: file.offset, records: file.records)
            generation.knownIdentity = file.identity
            return generation
        }
        // Where everything of a path had gone, all that is there now is new, whatever it is called.
        mustSurvey = !generations.isEmpty || isRestart && nextGeneration > 1
        if isRestart { parkKnown() }
    }

    // MARK: What is asked

    /// The generations followed, from the oldest to the newest.
    public var status: [Status] {
        generations.map { generation in
            Status(
                id: generation.id, path: generation.path, offset: generation.offset,
                acknowledged: generation.acknowledged.contiguousEnd, isOpen: Self.openFile(of: generation) != nil,
                isAtEnd: generation.isAtEnd)
        }
    }

    /// What to write to the checkpoint, so that a machine made of it loses nothing.
    public var checkpoint: Checkpoint.Source {
        let files = (ended + generations).compactMap { generation -> Checkpoint.File? in
            guard let identity = generation.identity else { return nil }
            return Checkpoint.File(
                generation: generation.id.number, path: generation.path, offset: generation.acknowledged.contiguousEnd,
                identity: identity, records: generation.acknowledgedRecords.contiguousEnd)
        }
        return Checkpoint.Source(path: path, nextGeneration: nextGeneration, files: files)
    }

    /// When a generation may have been quiet for long enough: a time at which to wake the machine at the latest.
    public var nextWake: Duration? {
        generations.indices.compactMap(closingTime).min()
    }

    /// Whether nothing is open, looked for, or read and not acknowledged.
    public var isSettled: Bool { generations.isEmpty && !isSurveying && !mustSurvey && ended.allSatisfy(\.isSettled) }

    /// What to read next, or `nil` when there is nothing until the next wake. Asking changes nothing.
    public func nextRead() -> TailRead? {
        for generation in generations {
            // A file that is being opened or looked for holds up the newer ones: lines go out in order.
            guard let file = Self.openFile(of: generation) else { return nil }
            guard !generation.isAtEnd else { continue }
            return TailRead(
                file: file, generation: generation.id, from: generation.offset - UInt64(generation.overlap),
                bytesMax: settings.readBytesMax + generation.overlap)
        }
        return nil
    }

    // MARK: Events

    /// Something may have changed; `live` is the file that the path names now, or `nil` when it names none.
    public mutating func wake(live: LiveFile?, now: Duration) -> [TailAction] {
        defer { isFirstLook = false }
        if let actions = wakeParked(live: live) { return actions }
        let notices = noticeRotations(liveKey: live?.key, now: now)
        guard !isSurveying else { return notices }
        if mustSurvey { return notices + startSurvey() }
        if let live, generations.contains(where: { $0.key == live.key }) { return notices }
        if generations.isEmpty {
            guard let live else { return notices }
            if !ended.isEmpty { return notices + lookForNewer() }
            let skips = settings.startsAtEnd && isFirstLook && !isRestart
            isRestart = false
            return notices + [startGeneration(path: path, key: live.key, offset: skips ? live.size : 0)]
        }
        // Also when the path names no file just now: another one may have come and gone since the last look.
        return notices + (generations.count < settings.openFilesMax ? startSurvey() : [])
    }

    /// The path names no file, and files of it are there under older names: among them may be one that came and went
    /// between two looks.
    public mutating func lookForNewer() -> [TailAction] {
        guard !isSurveying, generations.isEmpty, let last = ended.popLast() else { return [] }
        generations.append(last.reopened)
        return startSurvey()
    }

    /// The survey asked for is done.
    ///
    /// - Parameters:
    ///   - files: what was found out about each file that is there, in the order of ``SurveyRequest/files(among:)``.
    ///   - compressed: the paths of compressed generations.
    public mutating func surveyed(_ files: [SurveyedFile], compressed: [String], now: Duration) -> [TailAction] {
        guard isSurveying else { return [] }
        isSurveying = false
        let plan = ResumePlan(
            known: knownGenerations, files: files.filter(\.isReadable), compressed: compressed, livePath: path,
            shipsUnknown: isRestart)
        if !surveysGzip, compressed.contains(where: RotationNames.isGzip) {
            let isMissed = generations.contains { $0.isSought && plan.found[$0.id.number] == nil }
            if isMissed || plan.hasStrays || plan.compressed.contains(where: RotationNames.isGzip) {
                return startSurvey(ofGzip: true)
            }
        }
        isRestart = false

        let unreadable = files.filter { !$0.isReadable }
        var actions = unreadable.map { TailAction.report(TailNotice(.unreadable, path: $0.path)) }
        actions += plan.compressed.map { .report(TailNotice(.compressed, path: $0)) }
        for generation in generations {
            if let file = plan.found[generation.id.number] {
                actions += found(generation.id, as: file)
            } else if generation.isSought {
                actions += notFound(generation, livePathKey: unreadable.first { $0.path == path }?.key)
            }
        }
        for file in plan.new where generations.count < settings.openFilesMax {
            actions.append(startGeneration(path: file.path, key: file.key, offset: 0, head: file.head))
        }
        // A file that was truncated while the survey went on was not looked for.
        let isIncomplete = generations.contains { $0.phase == .displaced && !$0.isSought }
        for index in generations.indices { generations[index].isSought = false }
        return actions + (isIncomplete ? startSurvey() : [])
    }

    /// The survey asked for could not be made: it is asked for again with the next wake.
    public mutating func surveyFailed() {
        isSurveying = false
        mustSurvey = true
        for index in generations.indices { generations[index].isSought = false }
    }

    /// A file is open.
    ///
    /// - Parameter head: the first ``HeadFingerprint/bytesMax`` bytes, or as many as there are.
    public mutating func opened(_ file: FileNumber, key: FileKey, head: [UInt8], now: Duration) -> [TailAction] {
        guard let index = opening(file) else { return [.close(file)] }
        // Between the look and the opening the name may have gone to another file: then look again.
        guard generations[index].key == key else { return [.close(file)] + abandonOpening(at: index) }
        if let known = generations[index].knownIdentity, !known.head.matches(head) {
            // Truncated since it was recognised: what it now holds says nothing about the generation.
            generations[index].phase = .displaced
            mustSurvey = true
            let notice = TailAction.report(TailNotice(.truncated, path: generations[index].path))
            return [.close(file), notice] + (isSurveying ? [] : startSurvey())
        }
        generations[index].phase = .open(file, key)
        generations[index].isAtEnd = false
        generations[index].hasUnreadWrites = false
        generations[index].head = Array(head.prefix(HeadFingerprint.bytesMax))
        if generations[index].offset == 0 { generations[index].window = [] }
        guard !generations[index].hasBegun else { return [] }
        generations[index].hasBegun = true
        let (id, offset) = (generations[index].id, generations[index].offset)
        return settle() + [.begin(id, at: offset, record: generations[index].acknowledgedRecords.contiguousEnd)]
    }

    /// A file could not be opened.
    public mutating func openFailed(_ file: FileNumber, now: Duration) -> [TailAction] {
        guard let index = opening(file) else { return [] }
        return [.report(TailNotice(.unreadable, path: generations[index].path))] + abandonOpening(at: index)
    }

    /// The bytes that ``nextRead()`` asked for; fewer than it asked for only where the file ends.
    public mutating func read(_ read: TailRead, bytes: Span<UInt8>, now: Duration) -> [TailAction] {
        guard let index = generations.firstIndex(where: { $0.id == read.generation }),
            Self.openFile(of: generations[index]) == read.file
        else { return [] }
        let overlap = generations[index].overlap
        // An answer to an old question: nothing can be taken from it.
        guard generations[index].offset - UInt64(overlap) == read.from else { return [] }
        guard isContinuation(bytes, of: generations[index], overlap: overlap) else { return truncated(at: index) }
        if generations[index].isUnverified {
            generations[index].isUnverified = false
            isRestart = false
        }

        let offset = generations[index].offset
        if bytes.count == overlap {
            generations[index].isAtEnd = true
            generations[index].advance(over: bytes, overlap: overlap)
            guard let closing = closingTime(at: index), now >= closing else { return [] }
            return [.close(read.file)] + end(read.generation, reason: .rotated)
        }
        generations[index].advance(over: bytes, overlap: overlap)
        if generations[index].quietSince != nil { generations[index].quietSince = now }
        return [.take(read.generation, offset: offset, skipping: overlap)]
    }

    /// Reading failed: the file is closed and opened again with the next wake.
    public mutating func readFailed(_ read: TailRead, now: Duration) -> [TailAction] {
        guard let index = generations.firstIndex(where: { $0.id == read.generation }),
            Self.openFile(of: generations[index]) == read.file
        else { return [] }
        let notice = TailAction.report(TailNotice(.unreadable, path: generations[index].path))
        return [.close(read.file), notice] + displace(at: index)
    }

    /// A span of a chunk is safe at the receiver, or was given up on purpose: a checkpoint may move past it.
    public mutating func acknowledged(_ span: SourceSpan) -> [TailAction] {
        if let index = generations.firstIndex(where: { $0.id.source == span.source }) {
            generations[index].acknowledge(span)
        } else if let index = ended.firstIndex(where: { $0.id.source == span.source }) {
            ended[index].acknowledge(span)
            return settle()
        }
        return []
    }

    /// All files of the path have been removed: forgets them, but not how many there were.
    ///
    /// Only what is settled is forgotten; see ``isSettled``.
    public mutating func retire() -> [TailAction] {
        guard isSettled else { return [] }
        defer { ended = [] }
        return ended.map { .settled($0.id) }
    }

    /// The path is not followed any more: closes what is open. What was read and not acknowledged stays known.
    public mutating func stop() -> [TailAction] {
        var actions: [TailAction] = []
        for generation in generations {
            if let file = Self.openFile(of: generation) { actions.append(.close(file)) }
        }
        return actions
    }
}

// MARK: - Decisions

extension TailMachine {
    /// Stands for the key of a generation of which no file is known; the kernel numbers no file like this.
    private static let noFile = FileKey(device: .max, inode: .max)

    private static func openFile(of generation: TailGeneration) -> FileNumber? {
        guard case .open(let file, _) = generation.phase else { return nil }
        return file
    }

    private func opening(_ file: FileNumber) -> Int? {
        generations.firstIndex {
            if case .opening(file, _) = $0.phase { return true }
            return false
        }
    }

    /// Whether what was read begins with what was read before.
    private func isContinuation(_ bytes: Span<UInt8>, of generation: TailGeneration, overlap: Int) -> Bool {
        guard bytes.count >= overlap else { return false }
        guard let window = generation.window else { return continuesKnown(bytes, of: generation, overlap: overlap) }
        for index in 0..<overlap where bytes[index] != window[index] { return false }
        return true
    }

    mutating func newFile() -> FileNumber {
        lastFile += 1
        return FileNumber(lastFile)
    }

    /// Those that ended before an older one did. Of the others nothing need be recognised: older files are never new.
    private var endedAmongOthers: [TailGeneration] {
        guard let oldest = generations.first?.id.number else { return [] }
        return ended.filter { $0.id.number > oldest }
    }

    private var knownGenerations: [ResumePlan.Known] {
        let present = generations.map { generation in
            let isDisplaced = generation.phase == .displaced
            return ResumePlan.Known(
                number: generation.id.number, key: generation.key ?? generation.knownIdentity?.key ?? Self.noFile,
                identity: isDisplaced ? generation.knownIdentity : nil, isOnlyRecognised: !isDisplaced,
                contents: isDisplaced ? nil : generation.identity)
        }
        let done = endedAmongOthers.map { generation in
            ResumePlan.Known(
                number: generation.id.number, key: Self.noFile, isOnlyRecognised: true, contents: generation.identity)
        }
        return present + done
    }

    /// - Parameter head: what the file was seen to begin with, so that it is found if it is copied away meanwhile.
    private mutating func startGeneration(
        path: String, key: FileKey, offset: UInt64, head: [UInt8] = []
    ) -> TailAction {
        let file = newFile()
        let id = GenerationID(path: self.path, number: nextGeneration)
        nextGeneration = nextGeneration.addingCapped(1)
        var generation = TailGeneration(id: id, path: path, phase: .opening(file, key), offset: offset)
        if !head.isEmpty { generation.knownIdentity = .unread(key: key, head: HeadFingerprint(head)) }
        generations.append(generation)
        return .open(file, path: path)
    }

    /// - Parameter ofGzip: Whether to look at compressed files too, because others were not all that there are.
    private mutating func startSurvey(ofGzip: Bool = false) -> [TailAction] {
        isSurveying = true
        surveysGzip = ofGzip
        mustSurvey = false
        for index in generations.indices where generations[index].phase == .displaced {
            generations[index].isSought = true
        }
        let sought = generations.filter(\.isSought)
        // Where compressed files are looked at, those that are open, or done with, are met in that form too.
        let recognised = sought + (ofGzip ? generations.filter { !$0.isSought } : []) + endedAmongOthers
        var ranges: [Range<UInt64>] = []
        for generation in recognised {
            let identity = generation.identity
            ranges += [identity?.tail.range ?? 0..<0, generation.overlapRange].filter {
                !$0.isEmpty && !ranges.contains($0)
            }
        }
        let heads = recognised.compactMap { $0.identity?.head }
        return [.survey(SurveyRequest(path: path, ranges: ranges, includesGzip: ofGzip, heads: heads))]
    }

    /// Notes which generations are the path's no longer, and since when.
    private mutating func noticeRotations(liveKey: FileKey?, now: Duration) -> [TailAction] {
        var notices: [TailAction] = []
        for index in generations.indices {
            generations[index].isAtEnd = false
            guard let key = generations[index].key, key != liveKey else {
                generations[index].quietSince = nil
                continue
            }
            guard generations[index].quietSince == nil else { continue }
            generations[index].quietSince = now
            // Those that were found under an older name were rotated before.
            if generations[index].path == path { notices.append(.report(TailNotice(.rotated, path: path))) }
        }
        return notices
    }

    /// When a file that is not the path's any more has been quiet for long enough.
    ///
    /// With two newer generations its writer has certainly moved on, so a second is enough; and when no more files may
    /// be open, the oldest makes room at once. Otherwise fast rotation would leave behind those who come last.
    private func closingTime(at index: Int) -> Duration? {
        guard let quietSince = generations[index].quietSince else { return nil }
        if index == 0, generations.count >= settings.openFilesMax { return quietSince }
        let isLongGone = generations.count - index > 2
        return quietSince + (isLongGone ? min(settings.rotatedQuiet, .seconds(1)) : settings.rotatedQuiet)
    }

    /// A known generation was found, perhaps under another name.
    private mutating func found(_ id: GenerationID, as file: SurveyedFile) -> [TailAction] {
        guard let index = generations.firstIndex(where: { $0.id == id }) else { return [] }
        generations[index].path = file.path
        guard generations[index].phase == .displaced else { return [] }
        // What the survey saw before the offset, the first read must see again: the file may change in between.
        generations[index].window = generations[index].window ?? file.pieces[generations[index].overlapRange]
        let number = newFile()
        generations[index].phase = .opening(number, file.key)
        return [.open(number, path: file.path)]
    }

    /// A generation that was looked for is not among the files.
    ///
    /// - Parameter livePathKey: the key of the path's file, where it is there and cannot be read.
    private mutating func notFound(_ generation: TailGeneration, livePathKey: FileKey?) -> [TailAction] {
        if let livePathKey, generation.knownIdentity?.key == livePathKey {
            // It probably is this one. Once it can be read, reading goes on where it was.
            mustSurvey = true
            return []
        }
        let isRead = generation.hasBegun && !generation.isUnverified && !generation.hasUnreadWrites
        if isRead { return end(generation.id, reason: .truncated) }
        if generation.wasEnded { return putBack(generation) }
        return [.report(TailNotice(.vanished, path: generation.path))] + end(generation.id, reason: .vanished)
    }

    /// The contents are not those that were read: perhaps a copy of them is beside the file.
    private mutating func truncated(at index: Int) -> [TailAction] {
        guard let file = Self.openFile(of: generations[index]) else { return [] }
        let notice = TailAction.report(TailNotice(.truncated, path: generations[index].path))
        return [.close(file), notice] + displace(at: index) + (isSurveying ? [] : startSurvey())
    }

    /// Takes the file away from a generation, which then must be found again.
    private mutating func displace(at index: Int) -> [TailAction] {
        generations[index].knownIdentity = generations[index].identity
        generations[index].phase = .displaced
        mustSurvey = true
        // Without anything to recognise it by, nothing has been read either.
        guard generations[index].knownIdentity == nil else { return [] }
        return end(generations[index].id, reason: .vanished)
    }

    /// The file of a name could not be had: perhaps it was renamed since it was seen, so it is looked for.
    private mutating func abandonOpening(at index: Int) -> [TailAction] {
        if generations[index].knownIdentity == nil {
            guard let key = generations[index].key, generations[index].offset == 0 else {
                // One of which the beginning is not wanted is met again.
                generations.remove(at: index)
                mustSurvey = !generations.isEmpty
                return []
            }
            // Nothing was read of it yet, so its key is all that it can be recognised by.
            generations[index].knownIdentity = .unread(key: key, head: HeadFingerprint([]))
        }
        generations[index].phase = .displaced
        mustSurvey = true
        return []
    }

    /// A generation that had ended, and was looked for only because of what may be newer, is not there any more.
    private mutating func putBack(_ generation: TailGeneration) -> [TailAction] {
        generations.removeAll { $0.id == generation.id }
        ended.append(generation)
        return settle()
    }

    private mutating func end(_ id: GenerationID, reason: EndReason) -> [TailAction] {
        guard let index = generations.firstIndex(where: { $0.id == id }) else { return [] }
        var generation = generations.remove(at: index)
        generation.knownIdentity = generation.identity
        generation.phase = .displaced
        guard generation.hasBegun else { return [] }
        generation.wasEnded = true
        ended.append(generation)
        return [.end(id, reason: reason)] + settle()
    }

    /// Forgets what has ended and is acknowledged to its end.
    private mutating func settle() -> [TailAction] {
        let newest = (ended + generations).map(\.id.number).max()
        let kept = Set(endedAmongOthers.suffix(settings.openFilesMax).map(\.id))
        let settled = ended.filter { $0.isSettled && $0.id.number != newest && !kept.contains($0.id) }
        ended.removeAll { generation in settled.contains { $0.id == generation.id } }
        return settled.map { .settled($0.id) }
    }
}

extension UInt64 {
    /// A sum that stops at the largest number: the numbers of a damaged checkpoint must not make it overflow.
    fileprivate func addingCapped(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
