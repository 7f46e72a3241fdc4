public import AtalayaLogs
public import Logging

/// The positions in the followed files, on the disk.
public actor CheckpointStore {
    private let executor: FileExecutor
    private let changes = Doorbell()
    private var book: CheckpointBook

    public nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    /// Takes the lock and reads what is there.
    ///
    /// - Parameter unfollowedMax: Paths kept that nobody follows at present; those known for longest are forgotten first.
    /// - Throws: ``ShellError`` when the directory cannot be made or written, or with `.locked` when another process
    ///   uses it.
    public init(
        directory: String,
        files: any FileSystem = SystemFileSystem(),
        executor: FileExecutor = .shared,
        logger: Logger,
        unfollowedMax: Int = 65_536
    ) throws(ShellError) {
        self.book = try CheckpointBook(
            directory: directory, files: files, logger: logger, unfollowedMax: max(0, unfollowedMax))
        self.executor = executor
    }

    /// What was known of each path when the store was opened, or has been said since.
    var known: Checkpoint { self.book.checkpoint }

    /// What was known of a path when the store was opened, or has been said since.
    public func source(_ path: String) -> Checkpoint.Source? {
        self.book.checkpoint[path]
    }

    /// Says how far paths have got; it is on the disk after the next ``save()``.
    public func update(_ paths: Checkpoint.Source...) {
        self.update(TailProgress(source: "", paths: paths))
    }

    func update(_ progress: TailProgress) {
        self.book.note(progress)
        if self.book.isChanged { self.changes.ring() }
    }

    /// Writes what has changed. A failure is logged when it begins, and tried again at the next call.
    public func save() {
        self.book.save()
    }

    /// Saves after changes, at most once an interval, until the task is cancelled. What a crash takes is the positions
    /// of the last interval: the lines since then are shipped again, none is lost.
    public func run(interval: Duration = .milliseconds(500)) async {
        while !Task.isCancelled {
            // A failed save is tried again even though nothing changes any more.
            await self.changes.wait(atMost: self.book.isChanged ? interval : .seconds(3_600))
            try? await Pause.wait(for: interval)
            self.save()
        }
    }
}
