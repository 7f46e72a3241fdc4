import AtalayaLogs
import Testing

@Suite("Byte ranges")
struct ByteRangesTests {
    @Test("The end moves only over what is there without a gap")
    func contiguousEnd() {
        var ranges = ByteRanges(upTo: 10)
        ranges.insert(from: 20, to: 30)
        ranges.insert(from: 40, to: 50)
        #expect(ranges.contiguousEnd == 10)
        #expect(ranges.gaps == 2)
        ranges.insert(from: 30, to: 40)
        #expect(ranges.ranges == [0..<10, 20..<50])
        ranges.insert(from: 10, to: 20)
        #expect(ranges.contiguousEnd == 50)
        #expect(ranges.gaps == 0)
    }

    @Test("A source whose first bytes never came has no contiguous end, and no gap before its first byte")
    func lateStart() {
        var ranges = ByteRanges()
        ranges.insert(from: 5, to: 10)
        #expect(ranges.contiguousEnd == 0)
        #expect(ranges.gaps == 0)
    }

    @Test("Empty and reversed ranges are ignored")
    func empty() {
        var ranges = ByteRanges()
        ranges.insert(from: 5, to: 5)
        ranges.insert(from: 9, to: 5)
        #expect(ranges.ranges.isEmpty)
    }

    @Test("Ranges in any order, overlapping and repeated, give what plain bookkeeping gives", arguments: 0..<100)
    func model(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        let first = UInt64.random(in: 0...5, using: &random)
        var ranges = ByteRanges(upTo: first)
        var bytes = Set<UInt64>(0..<first)
        for _ in 0..<60 {
            let start = UInt64.random(in: 0...100, using: &random)
            let end = UInt64.random(in: 0...100, using: &random)
            ranges.insert(from: start, to: end)
            if start < end { bytes.formUnion(start..<end) }
            #expect(ranges.contiguousEnd == (0...).first { !bytes.contains($0) })
            #expect(Set(ranges.ranges.flatMap { Array($0) }) == bytes)
            let asked = UInt64.random(in: 0...100, using: &random)
            let askedEnd = asked + UInt64.random(in: 0...10, using: &random)
            #expect(ranges.containsAll(from: asked, to: askedEnd) == bytes.isSuperset(of: asked..<askedEnd))
            for (left, right) in zip(ranges.ranges, ranges.ranges.dropFirst()) {
                #expect(left.upperBound < right.lowerBound)
            }
        }
    }

    @Test(
        "Of too many ranges the farthest is forgotten and counted, and what is left was really there", arguments: 1...4)
    func bound(countMax: Int) {
        var ranges = ByteRanges(countMax: countMax)
        for start in [40, 0, 20, 60, 80, 10] as [UInt64] { ranges.insert(from: start, to: start + 5) }
        let nearest: [Range<UInt64>] = [0..<5, 10..<15, 20..<25, 40..<45, 60..<65, 80..<85]
        #expect(ranges.ranges == Array(nearest.prefix(countMax)))
        #expect(ranges.forgotten == nearest.count - countMax)
    }
}
