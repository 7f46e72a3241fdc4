@testable import Atalaya
import AtalayaTesting
import Testing

@Suite("Notifications of the kernel")
struct InotifyNotifierTests {
    @Test("a new name and a write ring the bell")
    func changes() async throws {
        try await TemporaryDirectory.with { directory in
            try await withTimeLimit {
                let (changes, signal) = AsyncStream.makeStream(of: Void.self)
                let notifier = try await InotifyNotifier { signal.yield() }
                var iterator = changes.makeAsyncIterator()
                #expect(notifier.watch(directory) != nil)
                let file = try SystemFileSystem().openForAppending(directory + "/log")
                await iterator.next()
                let watch = try #require(notifier.watch(directory + "/log"))
                try file.append([1])
                await iterator.next()
                notifier.unwatch(watch)
            }
        }
    }

    @Test("what cannot be watched is said")
    func missing() async throws {
        let notifier = try await InotifyNotifier {}
        #expect(notifier.watch("/nowhere/at/all") == nil)
    }
}
