import AtalayaLogs
import Testing

@Suite("Acknowledged ranges")
struct AcknowledgedRangesTests {
    @Test("The offset moves only over what is acknowledged without a gap")
    func gap() {
        var ranges = AcknowledgedRanges(from: 10)
        ranges.insert(from: 20, to: 30)
        ranges.insert(from: 40, to: 50)
        #expect(ranges.offset == 10)
        ranges.insert(from: 30, to: 40)
        #expect(ranges.beyond == [20..<50])
        ranges.insert(from: 10, to: 20)
        #expect(ranges.offset == 50)
        #expect(ranges.beyond == [])
    }

    @Test("Ranges in any order, overlapping and repeated, give what plain bookkeeping gives", arguments: 0..<100)
    func model(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        var ranges = AcknowledgedRanges(from: 5)
        var bytes = Set<UInt64>(0..<5)
        for _ in 0..<60 {
            let start = UInt64.random(in: 0...100, using: &random)
            let end = UInt64.random(in: 0...100, using: &random)
            ranges.insert(from: start, to: end)
            if start < end { bytes.formUnion(start..<end) }
            #expect(ranges.offset == (0...).first { !bytes.contains($0) })
            #expect(Set(ranges.beyond.flatMap { Array($0) }) == bytes.filter { $0 > ranges.offset })
            for (left, right) in zip(ranges.beyond, ranges.beyond.dropFirst()) {
                #expect(left.upperBound < right.lowerBound)
            }
        }
    }
}
