import AtalayaLogs

/// A directory in memory, a program that writes and rotates a log in it, and an agent that follows the log.
///
/// Files have inodes, which are used again when neither a name nor an open file holds them, as real ones are. The agent
/// does one action at a time, so that the writer can come in between any two.
struct TailWorld {
    static let path = "/logs/app.log"

    // The disk
    var contents: [UInt64: [UInt8]] = [:]
    var names: [String: UInt64] = [:]
    var unreadable: Set<String> = []

    // The agent
    var machine: TailMachine
    var files: [FileNumber: UInt64] = [:]
    var splitters: [GenerationID: LineSplitter] = [:]
    var actions: [TailAction] = []
    var now = Duration.zero
    var saved: Checkpoint?

    // What happened
    var shipped: [String] = []
    var unacknowledged: [SourceSpan] = []
    var notices: [TailNotice] = []
    var ends: [EndReason] = []
    var begins: [GenerationID: UInt64] = [:]
    var violations: [String] = []
    var surveys = 0

    init(settings: TailSettings = TailSettings(), checkpoint: Checkpoint? = nil) {
        machine = TailMachine(path: Self.path, settings: settings, checkpoint: checkpoint?[Self.path])
    }

    // MARK: The disk

    /// The lowest number that is free, as some file systems give them out.
    mutating func newFile(_ name: String, _ bytes: [UInt8] = []) -> UInt64 {
        let used = Set(names.values).union(files.values)
        let inode = (1...).first { !used.contains($0) }!
        contents[inode] = bytes
        names[name] = inode
        return inode
    }

    mutating func write(_ text: String, to name: String = "app.log") {
        let inode = names[name] ?? newFile(name)
        contents[inode]! += Array(text.utf8)
    }

    mutating func shiftNames() {
        for number in (1..<200).reversed() {
            if let inode = names.removeValue(forKey: "app.log.\(number)") { names["app.log.\(number + 1)"] = inode }
        }
    }

    /// What it would be decompressed is all that matters, so that is what is kept.
    mutating func compress(_ number: Int) {
        guard let inode = names.removeValue(forKey: "app.log.\(number)") else { return }
        _ = newFile("app.log.\(number).gz", contents[inode]!)
    }

    mutating func rename() {
        shiftNames()
        names["app.log.1"] = names.removeValue(forKey: "app.log")
    }

    mutating func copyAndTruncate() {
        shiftNames()
        let inode = names["app.log"]!
        _ = newFile("app.log.1", contents[inode]!)
        contents[inode] = []
    }

    /// The time stands for the contents.
    private func modified(_ inode: UInt64) -> Int64 { Int64(contents[inode]!.hashValue) }

    private func live(_ inode: UInt64) -> LiveFile {
        LiveFile(key: key(inode), size: UInt64(contents[inode]!.count), modified: modified(inode))
    }

    func key(_ inode: UInt64) -> FileKey { FileKey(device: 1, inode: inode) }

    // MARK: The agent

    mutating func wake() {
        let inode = names["app.log"]
        actions += machine.wake(live: inode.map { live($0) }, now: now)
    }

    /// Does one action, or one read when there is no action; false when there is nothing to do.
    mutating func step(readBytesMax: Int = .max) -> Bool {
        guard actions.isEmpty else {
            perform(actions.removeFirst())
            return true
        }
        guard let read = machine.nextRead() else { return false }
        let contents = contents[files[read.file]!]!
        let start = min(Int(read.from), contents.count)
        let end = min(contents.count, start + min(read.bytesMax, readBytesMax))
        let bytes = Array(contents[start..<end])
        for action in machine.read(read, bytes: bytes.span, now: now) {
            guard case .take(let id, let offset, let skipping) = action else {
                actions.append(action)
                continue
            }
            ship(Array(bytes[skipping...]), of: id, at: offset)
        }
        return true
    }

    /// Closes a quiet file, as an agent does that may not have more files open.
    mutating func park() {
        actions += machine.park(modified: names["app.log"].map { modified($0) } ?? 0)
    }

    /// Wakes the machine and does all that it wants, with time enough for nothing to be quiet.
    mutating func look() {
        wake()
        while step() {}
    }

    /// Goes on until the path's file is the next to be opened.
    mutating func stepUntilOpening() {
        while true {
            if case .open(_, Self.path)? = actions.first { return }
            if !step() { return violations.append("\(Self.path) is not opened") }
        }
    }

    private mutating func perform(_ action: TailAction) {
        switch action {
        case .open(let number, let path):
            let name = String(path.dropFirst("/logs/".count))
            guard let inode = names[name], !unreadable.contains(name) else {
                actions += machine.openFailed(number, now: now)
                return
            }
            files[number] = inode
            actions += machine.opened(
                number, key: key(inode), head: Array(contents[inode]!.prefix(HeadFingerprint.bytesMax)), now: now)
        case .close(let number):
            if files.removeValue(forKey: number) == nil { violations.append("\(number) is closed and was not open") }
        case .survey(let request):
            surveys += 1
            let (readable, compressed) = request.files(among: Array(names.keys))
            actions += machine.surveyed(
                readable.compactMap { survey($0, request) }, compressed: compressed, now: now)
        case .begin(let id, let offset, _):
            if splitters[id] != nil { violations.append("\(id) begins twice") }
            splitters[id] = LineSplitter(offset: offset)
            begins[id] = offset
        case .take: violations.append("bytes without a read")
        case .end(let id, let reason):
            ends.append(reason)
            guard var splitter = splitters.removeValue(forKey: id) else {
                violations.append("\(id) ends and did not begin")
                return
            }
            splitter.finish { line, mark in shipLine(line, mark, of: id) }
        case .settled(let id):
            if unacknowledged.contains(where: { $0.source == id.source }) { violations.append("\(id) is not settled") }
        case .report(let notice): notices.append(notice)
        }
    }

    private func survey(_ path: String, _ request: SurveyRequest) -> SurveyedFile? {
        let name = String(path.dropFirst("/logs/".count))
        guard let inode = names[name], let bytes = contents[inode] else { return nil }
        var pieces: [Range<UInt64>: [UInt8]] = [:]
        let isMeant = !name.hasSuffix(".gz") || request.mayMean(gzipWithHead: bytes)
        for range in request.ranges where isMeant && range.upperBound <= UInt64(bytes.count) {
            pieces[range] = Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)])
        }
        return SurveyedFile(
            path: path, key: key(inode), head: Array(bytes.prefix(HeadFingerprint.bytesMax)), pieces: pieces,
            isReadable: !unreadable.contains(name))
    }

    private mutating func ship(_ bytes: [UInt8], of id: GenerationID, at offset: UInt64) {
        guard var splitter = splitters.removeValue(forKey: id), splitter.offset == offset else {
            violations.append("\(id) goes on at \(offset), which is not where it was")
            return
        }
        splitter.append(bytes.span) { line, mark in shipLine(line, mark, of: id) }
        splitters[id] = splitter
    }

    private mutating func shipLine(_ line: Span<UInt8>, _ mark: LineMark, of id: GenerationID) {
        shipped.append(LineText(line).string)
        unacknowledged.append(SourceSpan(source: id.source, from: mark.startOffset, to: mark.endOffset))
    }

    mutating func acknowledge(_ index: Int) {
        actions += machine.acknowledged(unacknowledged.remove(at: index))
    }

    mutating func acknowledgeAll() {
        while !unacknowledged.isEmpty { acknowledge(0) }
    }

    mutating func save() { saved = Checkpoint(sources: [machine.checkpoint]) }

    /// The process is gone, and starts again with the checkpoint that it saved last.
    mutating func crash() {
        files = [:]
        splitters = [:]
        actions = []
        unacknowledged = []
        machine = TailMachine(path: Self.path, settings: machine.settings, checkpoint: saved?[Self.path])
    }
}
