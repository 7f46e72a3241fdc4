package import AtalayaLogs
package import Logging

// Design
//
// One file, `checkpoint`, in one directory, replaced as a whole and durably: a crash leaves the old one or the new one.
// A lock beside it keeps a second process away for as long as this one lives; the kernel gives it back whatever becomes
// of the process.
//
// The store never refuses to start because of what it finds. A damaged checkpoint is kept beside as
// `checkpoint.damaged`, reported, and the files are read from their beginnings: lines are then shipped twice rather
// than lost.
//
// A checkpoint that cannot be written (a full disk) is tried again; shipping goes on, and after a crash the lines since
// the last good checkpoint are shipped again.

/// The positions in the followed files: what is written down of them, and what has changed since.
///
/// The hands of ``CheckpointStore``, without its thread.
package struct CheckpointBook: Sendable {
    /// A checkpoint of more bytes than this is damaged, whatever it says.
    private static let bytesMax = 64 << 20

    private let directory: String
    private let path: String
    private let files: any FileSystem
    private let logger: Logger
    private var lock: any FileLock
    /// Paths kept that nobody follows at present, so that a tail can be taken out of the configuration for a while.
    private let unfollowedMax: Int
    /// What was known of each path when the book was opened, or has been noted since.
    private var sources: [String: Checkpoint.Source]
    /// The paths that nobody follows at present; those that have been known for longest come first.
    private(set) var unfollowed: UnfollowedPaths
    /// The tallies of each tail.
    private var tallies: [String: [Checkpoint.Tally]]
    /// Whether there is something to save.
    package private(set) var isChanged = false
    private var hasFailed = false

    /// Takes the lock and reads what is there.
    ///
    /// - Throws: ``ShellError`` when the directory cannot be made or written, or with `.locked` when another process
    ///   uses it.
    package init(
        directory: String, files: any FileSystem, logger: Logger, unfollowedMax: Int = 65_536
    ) throws(ShellError) {
        self.lock = try Self.lock(directory, files)
        self.directory = directory
        self.path = directory + "/checkpoint"
        self.files = files
        self.logger = logger
        self.unfollowedMax = unfollowedMax
        let checkpoint = Self.load(self.path, files, logger)
        self.sources = Dictionary(checkpoint.sources.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        self.unfollowed = UnfollowedPaths(checkpoint.sources.map(\.path))
        self.tallies = Dictionary(grouping: checkpoint.tallies, by: \.source)
    }

    /// Everything that is known.
    package var checkpoint: Checkpoint {
        Checkpoint(
            sources: self.sources.values.sorted { $0.path < $1.path },
            tallies: self.tallies.sorted { $0.key < $1.key }.flatMap(\.value))
    }

    /// Notes how far a tail has got, to be written with the next ``save()``.
    package mutating func note(_ progress: TailProgress) {
        for source in progress.paths where self.sources[source.path] != source {
            self.sources[source.path] = source
            self.isChanged = true
        }
        self.noteFollowing(progress)
        if let tallies = progress.tallies, self.tallies[progress.source] != tallies {
            self.tallies[progress.source] = tallies
            self.isChanged = true
        }
    }

    private mutating func noteFollowing(_ progress: TailProgress) {
        for source in progress.paths { self.unfollowed.remove(source.path) }
        for path in progress.retired { self.unfollowed.insert(path) }
        // Forgotten, they would be read from their beginnings if they ever came back.
        while self.unfollowed.count > self.unfollowedMax, let path = self.unfollowed.popOldest() {
            self.sources[path] = nil
        }
    }

    /// Writes what has changed. A failure is logged when it begins, and tried again at the next call.
    package mutating func save() {
        guard self.isChanged else { return }
        do throws(ShellError) {
            try self.heal()
            try self.files.replace(self.path, with: self.checkpoint.encoded())
            self.isChanged = false
            self.hasFailed = false
        } catch {
            if !self.hasFailed { self.logger.warning("\(error); the checkpoint is not saved, trying again") }
            self.hasFailed = true
        }
    }

    /// Makes the directory anew where somebody has removed it, or has taken the file system away that it was on. Where
    /// another process has done so before, the directory is that one's.
    private mutating func heal() throws(ShellError) {
        guard !self.lock.isInPlace else { return }
        self.lock = try Self.lock(self.directory, self.files)
        self.logger.warning("\(self.directory): was removed; the checkpoint is written anew")
    }

    private static func lock(_ directory: String, _ files: any FileSystem) throws(ShellError) -> any FileLock {
        try files.makeDirectory(directory)
        do throws(ShellError) {
            return try files.lock(directory + "/lock")
        } catch {
            guard error.code == .locked else { throw error }
            throw ShellError(.locked, subject: directory, message: "another process keeps its checkpoints there")
        }
    }

    private static func load(_ path: String, _ files: any FileSystem, _ logger: Logger) -> Checkpoint {
        let bytes: [UInt8]
        do throws(ShellError) {
            bytes = try files.contents(of: path, bytesMax: Self.bytesMax)
        } catch {
            if error.code != .notFound { logger.warning("\(error); files are read from their beginnings") }
            return Checkpoint()
        }
        do throws(LogsError) {
            return try Checkpoint(decoding: bytes)
        } catch {
            logger.warning("\(path): damaged: \(error); files are read from their beginnings")
            try? files.replace(path + ".damaged", with: bytes)
            return Checkpoint()
        }
    }
}
