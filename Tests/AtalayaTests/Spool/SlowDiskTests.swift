@testable import Atalaya
import AtalayaTesting
import Dispatch
import Logging
import Synchronization
import Testing

/// A disk that takes its time.
@Suite("A spool on a slow disk")
struct SlowDiskTests {
    @Test("a synchronization that takes seconds holds up the spool, and no tail beside it")
    func slowSynchronization() async throws {
        let disk = MemoryFileSystem()
        let gate = DispatchSemaphore(value: 0)
        let isBlocked = SharedFlag()
        disk.beforeEachOperation { operation, _ in
            guard operation == .synchronize, !isBlocked.load() else { return }
            isBlocked.store(true)
            gate.wait()
        }
        let accounts = LogAccounts()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let durable = Mutex(0)
        let spooled = try SpooledOutput(
            directory: "/spool", settings: SpoolSettings(freeBytesMin: 0), accounts: accounts,
            observer: DeliveryBooks(accounts: accounts, logger: logger, failureLevel: .debug), files: disk,
            logger: logger, onDurable: { _, _ in durable.withLock { $0 += 1 } }
        ) { _ in TailerScene.Arrivals() }
        try await withTimeLimit {
            let running = Task { await spooled.run() }
            let chunk = try SpoolScene.chunk(1)
            let taking = Task { try await spooled.enqueue(chunk) }
            try await waitUntil("the disk is busy") { isBlocked.load() }
            let files = MemoryFileSystem()
            files.write("one\n", to: "/log/a.log")
            let scene = TailerScene(files: files, state: "/state")
            do {
                try await scene.follow("/log/a.log") { arrivals in
                    try await waitUntil("the line of the tail") { arrivals.messages == ["one"] }
                }
            } catch {
                gate.signal()
                throw error
            }
            #expect(durable.withLock { $0 } == 0)
            gate.signal()
            try await taking.value
            try await waitUntil("the chunk is on the disk") { durable.withLock { $0 } == 1 }
            await spooled.drain(within: .zero)
            await running.value
        }
    }
}
