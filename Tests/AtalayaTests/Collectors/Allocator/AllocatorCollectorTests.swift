import Atalaya
import Testing

@testable import Atalaya

@Suite("Allocator metrics")
struct AllocatorCollectorTests {
    @Test("each number goes to its own gauge")
    func values() throws {
        let statistics = AllocatorStatistics(
            arenaBytes: 1000, usedBytes: 700, freeBytes: 300, mappedBytes: 4096, mappedRegions: 2)
        #expect(
            try collectedLines(AllocatorCollector { statistics }) == [
                "malloc_arena_bytes 1000", "malloc_arena_free_bytes 300", "malloc_arena_used_bytes 700",
                "malloc_mapped_bytes 4096", "malloc_mapped_regions 2",
            ])
    }

    @Test("where the C library does not tell, there is nothing")
    func silent() throws {
        #expect(try collectedLines(AllocatorCollector { nil }).isEmpty)
    }

    #if canImport(Glibc)
        @Test("used and free add up to the arenas, and a large block is mapped")
        func real() throws {
            let before = try #require(AllocatorStatistics.now())
            let block = [UInt8](repeating: 1, count: 64 << 20)
            let after = try #require(AllocatorStatistics.now())
            #expect(after.usedBytes + after.freeBytes == after.arenaBytes)
            #expect(after.mappedBytes + after.arenaBytes >= before.usedBytes + UInt64(block.count))
        }
    #endif
}
