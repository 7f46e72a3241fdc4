import AtalayaLogs
import AtalayaModel

/// One followed path: its machine, the files that the machine asked to be open, and a line splitter for each
/// generation.
///
/// The hands of a `TailMachine`: everything that touches a file is here, every decision is there.
struct FollowedPath {
    private struct Open {
        let file: any ReadableFile
        let path: String
        let watch: ChangeWatch?
    }

    /// How often a survey lists the directory at most, while files are rotated.
    private static let surveyRoundsMax = 8

    private let path: String
    private let lineBytesMax: Int
    private let encoding: LogEncoding
    private let files: any FileSystem
    private let notifier: any ChangeNotifier
    private let wallClock: @Sendable () -> LogTime
    private var machine: TailMachine
    private var open: [FileNumber: Open] = [:]
    private var splitters: [GenerationID: TextSplitter] = [:]
    /// What watches the file while it is closed to make room for others.
    private var parkedWatch: ChangeWatch?
    private var isChanged = true
    private var wantsLook = false
    /// Whether nothing was ever known of it, and it was never looked at.
    private var isNew: Bool
    /// Whether its file could not be opened because the process has too many open.
    private(set) var isStarved = false
    /// The older generations that were there when newer ones were last looked for.
    private var olderFiles: [String: FileStatus?] = [:]

    init(
        path: String,
        settings: TailSettings,
        checkpoint: Checkpoint.Source?,
        lineBytesMax: Int,
        encoding: LogEncoding,
        files: any FileSystem,
        notifier: any ChangeNotifier,
        wallClock: @escaping @Sendable () -> LogTime
    ) {
        self.path = path
        self.isNew = checkpoint == nil
        self.lineBytesMax = lineBytesMax
        self.encoding = encoding
        self.files = files
        self.notifier = notifier
        self.wallClock = wallClock
        self.machine = TailMachine(path: path, settings: settings, checkpoint: checkpoint)
    }

    /// Whether something of it has to be polled, because the kernel does not tell of it.
    var isPolled: Bool {
        self.open.isEmpty ? self.parkedWatch == nil : self.open.values.contains { $0.watch == nil }
    }

    /// Whether it should be looked at again although nothing was noticed: where a file was closed, others may be opened.
    mutating func takeWish() -> Bool {
        defer { self.wantsLook = false }
        return self.wantsLook
    }

    /// What watches its files.
    var watches: Set<ChangeWatch> { Set(self.open.values.compactMap(\.watch) + [self.parkedWatch].compactMap(\.self)) }

    /// Whether there is a file to read from.
    var isOpen: Bool { !self.open.isEmpty }

    /// When it must be looked at even though nothing changes.
    var nextWake: Duration? { self.machine.nextWake }

    /// What a restart has to know; nil when that is what it was at the last call.
    ///
    /// - Parameter always: Whether to say it in any case.
    mutating func changedCheckpoint(always: Bool = false) -> Checkpoint.Source? {
        guard self.isChanged || always else { return nil }
        self.isChanged = false
        return self.machine.checkpoint
    }

    /// Whether nothing of it is open, looked for, or read and not acknowledged.
    var isSettled: Bool { self.machine.isSettled }

    /// What to know of it when it is not followed any more.
    ///
    /// - Parameter isForgotten: Whether its files are known to be gone, and need not be recognised.
    mutating func retire(isForgotten: Bool, feed: inout SourceFeed) -> Checkpoint.Source {
        if isForgotten {
            for case .settled(let generation) in self.machine.retire() { feed.forget(generation) }
        }
        // Those that are left are known by the checkpoint alone, and by all that was read of them being acknowledged.
        let checkpoint = self.machine.checkpoint
        for file in checkpoint.files { feed.forget(GenerationID(path: self.path, number: file.generation)) }
        return checkpoint
    }

    /// Looks for files that came and went under the path's name between two looks, unless it has looked at the same.
    ///
    /// - Parameter names: The names in the path's directory.
    mutating func lookForNewer(
        among names: [String], now: Duration, feed: inout SourceFeed, troubles: inout Troubles
    ) {
        let (directory, live) = PathText.split(self.path)
        let older = RotationNames.generations(of: live, among: names).reduce(into: [String: FileStatus?]()) {
            // Of one that is being read the size changes, of one that has taken a name the key.
            $0[$1.name] = .some(try? self.files.status(of: directory + $1.name))
        }
        guard older != self.olderFiles else { return }
        self.olderFiles = older
        self.perform(self.machine.lookForNewer(), now: now, feed: &feed, troubles: &troubles)
    }

    /// Looks at what the path names now.
    mutating func look(now: Duration, feed: inout SourceFeed, troubles: inout Troubles) {
        var live: LiveFile?
        do throws(ShellError) {
            let status = try self.files.status(of: self.path)
            if status.isRegular {
                live = LiveFile(key: FileKey(status), size: status.size, modified: status.modified)
            }
        } catch {
            if error.code != .notFound {
                troubles.report(error, about: self.path)
            } else if self.isNew {
                // It is followed because its name was there.
                troubles.note(
                    ShellError(
                        .vanished, subject: self.path, message: "gone before it could be opened, and not read"))
            }
        }
        self.isNew = false
        self.perform(self.machine.wake(live: live, now: now), now: now, feed: &feed, troubles: &troubles)
        if let watch = self.parkedWatch, !self.machine.isParked {
            self.parkedWatch = nil
            if !self.watches.contains(watch) { self.notifier.unwatch(watch) }
        }
    }

    /// Closes its file to make room for others, if nothing is lost by that. It goes on being watched.
    ///
    /// - Returns: Whether it is closed now.
    mutating func park() -> Bool {
        // What is written from now on shows, in the time or in the size.
        guard let file = self.open.values.first?.file, let status = try? file.status() else { return self.open.isEmpty }
        for case .close(let number) in self.machine.park(modified: status.modified) {
            self.parkedWatch = self.open.removeValue(forKey: number)?.watch
        }
        return self.open.isEmpty
    }

    /// Takes note that the kernel has told of a write to its file.
    mutating func noticeWrites() { self.machine.noticeWrites() }

    /// Reads the next part, if there is one to read; says whether there was. (That a file is at its end is found out by
    /// reading, too.)
    mutating func readNext(now: Duration, feed: inout SourceFeed, troubles: inout Troubles) -> Bool {
        guard let read = self.machine.nextRead(), let open = self.open[read.file] else { return false }
        do throws(ShellError) {
            let bytes = try open.file.read(at: read.from, bytesMax: read.bytesMax)
            if let problem = (open.file as? GzipFile)?.takeProblem() { troubles.note(problem) }
            if self.splitters[read.generation]?.needsByteOrderMark == true {
                let beginning = try open.file.read(at: 0, bytesMax: 2)
                if beginning.count == 2 { self.splitters[read.generation]?.setBeginning(beginning.span) }
            }
            let actions = self.machine.read(read, bytes: bytes.span, now: now)
            self.perform(actions, bytes: bytes, now: now, feed: &feed, troubles: &troubles)
            return true
        } catch {
            troubles.report(error, about: open.path)
            self.perform(self.machine.readFailed(read, now: now), now: now, feed: &feed, troubles: &troubles)
            return false
        }
    }

    /// Takes note that a span is safe.
    mutating func acknowledge(_ span: SourceSpan, now: Duration, feed: inout SourceFeed, troubles: inout Troubles) {
        self.isChanged = true
        self.perform(self.machine.acknowledged(span), now: now, feed: &feed, troubles: &troubles)
    }

    // MARK: Actions

    /// Does what the machine wants, and what it wants on hearing of that.
    private mutating func perform(
        _ actions: [TailAction], bytes: [UInt8] = [], now: Duration, feed: inout SourceFeed, troubles: inout Troubles
    ) {
        if !actions.isEmpty { self.isChanged = true }
        for action in actions {
            switch action {
            case .open(let number, let path):
                let answer = self.openFile(number, path, now: now, troubles: &troubles)
                self.perform(answer, now: now, feed: &feed, troubles: &troubles)
            case .close(let number):
                self.wantsLook = true
                if let watch = self.open.removeValue(forKey: number)?.watch { self.notifier.unwatch(watch) }
            case .survey(let request):
                guard let (found, compressed) = self.survey(request, troubles: &troubles) else {
                    self.machine.surveyFailed()
                    continue
                }
                let answer = self.machine.surveyed(found, compressed: compressed, now: now)
                self.perform(answer, now: now, feed: &feed, troubles: &troubles)
            case .begin(let generation, let offset, let record):
                feed.begin(generation, record: record)
                self.splitters[generation] = TextSplitter(
                    encoding: self.encoding, lineBytesMax: self.lineBytesMax, offset: offset)
            case .take(let generation, _, let skipping):
                self.split(generation, now: now, feed: &feed) { splitter, emit in
                    splitter.append(bytes.span.extracting(skipping...), emit: emit)
                }
            case .end(let generation, _):
                self.split(generation, now: now, feed: &feed) { splitter, emit in splitter.finish(emit: emit) }
                self.splitters[generation] = nil
            case .settled(let generation):
                feed.forget(generation)
            case .report(let notice):
                Self.report(notice, troubles: &troubles)
            }
        }
    }

    private mutating func openFile(
        _ number: FileNumber, _ path: String, now: Duration, troubles: inout Troubles
    ) -> [TailAction] {
        do throws(ShellError) {
            let file = try self.openForReading(path)
            let status = try file.status()
            let head = try file.read(at: 0, bytesMax: HeadFingerprint.bytesMax)
            self.open[number] = Open(file: file, path: path, watch: self.notifier.watch(file: path))
            troubles.clear(path)
            self.isStarved = false
            return self.machine.opened(number, key: FileKey(status), head: head, now: now)
        } catch {
            troubles.report(error, about: path)
            self.isStarved = error.code == .tooManyFiles
            return self.machine.openFailed(number, now: now)
        }
    }

    /// - Returns: nil when the directory cannot be listed.
    private func survey(_ request: SurveyRequest, troubles: inout Troubles) -> (
        found: [SurveyedFile], compressed: [String]
    )? {
        let directory = String(
            self.path.prefix(
                upTo: self.path.lastIndex(of: "/").map { self.path.index(after: $0) } ?? self.path.startIndex))
        var found: [SurveyedFile] = []
        var compressed: [String] = []
        var visited: Set<String> = []
        // A rotation meanwhile gives the oldest file a name that was not there before.
        for _ in 0..<Self.surveyRoundsMax {
            let names: [String]
            do throws(ShellError) {
                names = try self.files.names(in: directory.isEmpty ? "." : directory)
            } catch {
                troubles.report(error, about: directory)
                return nil
            }
            troubles.clear(directory)
            let files = request.files(among: names)
            let new = files.readable.filter { visited.insert($0).inserted }
            compressed = files.compressed
            if new.isEmpty { break }
            found += new.compactMap { self.surveyed($0, request, troubles: &troubles) }
        }
        return (found, compressed)
    }

    /// What is found out about a file; of one that is there and cannot be read, that it is. nil for one that is gone.
    private func surveyed(
        _ path: String, _ request: SurveyRequest, troubles: inout Troubles
    ) -> SurveyedFile? {
        do throws(ShellError) {
            return try self.read(path, request)
        } catch {
            guard error.code != .notFound, let status = try? self.files.status(of: path), status.isRegular else {
                return nil
            }
            // Of the others only those matter that are then opened, which reports what is wrong with them.
            if path == self.path { troubles.report(error, about: path) }
            return SurveyedFile(path: path, key: FileKey(status), head: [], isReadable: false)
        }
    }

    private func openForReading(_ path: String) throws(ShellError) -> any ReadableFile {
        let file = try self.files.openForReading(path)
        guard path != self.path, RotationNames.isGzip(path) else { return file }
        return try GzipFile(file, path: path)
    }

    private func read(_ path: String, _ request: SurveyRequest) throws(ShellError) -> SurveyedFile {
        let file = try self.openForReading(path)
        var surveyed = SurveyedFile(
            path: path, key: FileKey(try file.status()), head: try file.read(at: 0, bytesMax: HeadFingerprint.bytesMax))
        if file is GzipFile, !request.mayMean(gzipWithHead: surveyed.head) { return surveyed }
        // Compressed text is read forwards only.
        for range in request.ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            let bytes = try file.read(at: range.lowerBound, bytesMax: range.count)
            if bytes.count == range.count { surveyed.pieces[range] = bytes }
        }
        return surveyed
    }

    /// Runs a splitter, with every line going to the feed under one time of reading.
    private mutating func split(
        _ generation: GenerationID, now: Duration, feed: inout SourceFeed,
        _ run: (inout TextSplitter, (Span<UInt8>, LineMark) -> Void) -> Void
    ) {
        guard var splitter = self.splitters.removeValue(forKey: generation) else { return }
        feed.beginPiece(of: generation.source, path: self.path, readAt: self.wallClock(), now: now)
        run(&splitter) { line, mark in feed.append(line, mark) }
        feed.endPiece()
        self.splitters[generation] = splitter
    }

    /// What cannot be opened is told with its reason elsewhere; rotation and truncation are nothing to worry about.
    private static func report(_ notice: TailNotice, troubles: inout Troubles) {
        switch notice.kind {
        case .vanished:
            troubles.note(
                ShellError(.vanished, subject: notice.path, message: "gone; what was written to it meanwhile is lost"))
        case .compressed:
            troubles.note(
                ShellError(
                    .compressed, subject: notice.path,
                    message: "was compressed, perhaps before it was shipped; it is not read"))
        default:
            break
        }
    }
}

extension FileKey {
    init(_ status: FileStatus) {
        self.init(device: status.device, inode: status.inode)
    }
}
