@testable import Atalaya
import Testing

@Suite("Byte ranges of a source")
struct SourceRangesTests {
    @Test("contiguous, repeated and out-of-order ranges leave no gap")
    func contiguous() {
        var ranges = SourceRanges()
        for (from, to) in [(0, 10), (20, 30), (10, 20), (5, 25)] as [(UInt64, UInt64)] {
            _ = ranges.insert(from: from, to: to)
        }
        #expect(ranges.ranges == [0..<30])
        #expect(ranges.gaps == 0)
    }

    @Test("a hole is a gap until it is filled")
    func hole() {
        var ranges = SourceRanges()
        #expect(ranges.insert(from: 0, to: 10) == 0)
        #expect(ranges.insert(from: 11, to: 20) == 0)
        #expect(ranges.gaps == 1)
        #expect(ranges.insert(from: 8, to: 12) == 3)
        #expect(ranges.gaps == 0)
    }

    @Test("empty and reversed ranges are ignored")
    func empty() {
        var ranges = SourceRanges()
        #expect(ranges.insert(from: 5, to: 5) == 0)
        #expect(ranges.insert(from: 9, to: 5) == 0)
        #expect(ranges.gaps == 0)
    }
}
