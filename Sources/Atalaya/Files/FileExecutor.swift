import NIOPosix

/// The thread for calls that may block on a disk.
///
/// The tailer, the checkpoint store and the receiver's directory are actors on this executor: their code is as serial
/// as any actor's, and a slow disk holds up neither the event loops nor the concurrency pool. One thread is enough,
/// because log files are read from the page cache; a stalled disk stops the reading, and that is the back-pressure
/// wanted.
public final class FileExecutor: SerialExecutor {
    /// The one the runtime uses. Its thread lives as long as the process.
    public static let shared = FileExecutor()

    private let pool: NIOThreadPool

    init() {
        self.pool = NIOThreadPool(numberOfThreads: 1)
        self.pool.start()
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = self.asUnownedSerialExecutor()
        self.pool.submit { _ in job.runSynchronously(on: executor) }
    }

    /// Runs a closure that may block, after everything that was handed over before.
    func run(_ work: @escaping @Sendable () -> Void) {
        self.pool.submit { _ in work() }
    }
}
