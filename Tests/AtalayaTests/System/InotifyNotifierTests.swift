import AtalayaTesting
import NIOCore
import Testing

@testable import Atalaya

@Suite("Notifications of the kernel")
struct InotifyNotifierTests {
    @Test("a new name and a write are told, each of its watch")
    func changes() async throws {
        try await TemporaryDirectory.with { directory in
            try await withTimeLimit {
                let (changes, signal) = AsyncStream.makeStream(of: Changes.self)
                let notifier = try await InotifyNotifier { signal.yield($0) }
                var iterator = changes.makeAsyncIterator()
                let names = try #require(notifier.watch(directory: directory))
                let file = try SystemFileSystem().openForAppending(directory + "/log")
                #expect(await iterator.next()?.changes == [Change(names, name: "log", hasAppeared: true)])
                let writes = try #require(notifier.watch(file: directory + "/log"))
                try file.append([1])
                #expect(await iterator.next()?.changes == [Change(writes, isWrite: true)])
                notifier.unwatch(writes)
            }
        }
    }

    @Test("what cannot be watched is said")
    func missing() async throws {
        let notifier = try await InotifyNotifier { _ in }
        #expect(notifier.watch(file: "/nowhere/at/all") == nil)
        #expect(notifier.watch(directory: "/nowhere/at/all") == nil)
    }

    @Test("after an overflow of the kernel's queue, and after bytes that are no events, everything may have changed")
    func overflow() {
        var event = ByteBuffer()
        event.writeMultipleIntegers(Int32(3), UInt32(2), UInt32(0), UInt32(4), endianness: .host)
        event.writeBytes([0x61, 0, 0, 0])
        #expect(
            InotifyNotifier.changes(in: event).changes == [Change(ChangeWatch(number: 3), name: "a", isWrite: true)])
        var overflow = event
        overflow.writeMultipleIntegers(Int32(-1), UInt32(0x4000), UInt32(0), UInt32(0), endianness: .host)
        #expect(InotifyNotifier.changes(in: overflow).isEverything)
        for count in 1..<event.readableBytes {
            var part = event
            part.moveWriterIndex(to: count)
            #expect(InotifyNotifier.changes(in: part).isEverything)
        }
    }

    @Test("more changes than are kept are everything")
    func many() {
        var changes = Changes()
        for number in 0..<10_000 { changes.insert(Change(ChangeWatch(number: Int32(number)))) }
        #expect(changes.isEverything && changes.changes.isEmpty)
    }
}
