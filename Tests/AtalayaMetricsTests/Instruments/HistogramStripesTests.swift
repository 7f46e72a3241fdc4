import Testing

@testable import AtalayaMetrics

struct HistogramStripesTests {
    private static func read(_ stripes: borrowing HistogramStripes) -> (counts: [UInt64], sum: Double) {
        var result: (counts: [UInt64], sum: Double) = ([], 0)
        stripes.read { result = (Array($0), $1) }
        return result
    }

    private func expect(
        _ reading: (counts: [UInt64], sum: Double), _ expected: ([UInt64], Double),
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(reading.counts == expected.0, sourceLocation: sourceLocation)
        #expect(reading.sum == expected.1, sourceLocation: sourceLocation)
    }

    @Test("One stripe is enough where nobody meets")
    func one() {
        let stripes = HistogramStripes(bucketCount: 2)
        for value in 0..<100 { stripes.add(Double(value), bucket: value % 2) }
        let count = stripes.count
        #expect(count == 1)
        expect(Self.read(stripes), ([50, 50], 4950))
    }

    @Test("Observations pass by writers that are suspended in the middle of theirs, however many those are")
    func suspendedWriters() {
        let stripes = HistogramStripes(bucketCount: 3)
        var observed: UInt64 = 0
        for _ in 0..<4 {
            // Everything there is has been taken by somebody who does not go on.
            let taken = stripes.all.filter { $0.take() }
            for _ in 0..<20 {
                stripes.add(0.5, bucket: 1)
                observed += 1
            }
            for stripe in taken { stripe.giveBack() }
            expect(Self.read(stripes), ([0, observed, 0], Double(observed) / 2))
        }
        let count = stripes.count
        #expect(count > 1 + 8)
    }

    @Test("A stripe that is not to be had is read as it last was; nothing is torn, nothing falls")
    func suspendedWhileRead() {
        let stripes = HistogramStripes(bucketCount: 2)
        stripes.add(1, bucket: 0)
        expect(Self.read(stripes), ([1, 0], 1))
        let first = stripes.all[0]
        let isTaken = first.take()
        #expect(isTaken)
        // Half of an observation, and a whole one elsewhere.
        first.add(3, bucket: 1)
        stripes.add(5, bucket: 1)
        expect(Self.read(stripes), ([1, 1], 6))
        first.giveBack()
        expect(Self.read(stripes), ([1, 2], 9))
    }

    @Test("Buckets beyond one line of memory are counted too", arguments: [1, 14, 15, 30, 200])
    func manyBuckets(count: Int) {
        let stripes = HistogramStripes(bucketCount: count)
        for bucket in 0..<count {
            for _ in 0...bucket { stripes.add(0, bucket: bucket) }
        }
        let reading = Self.read(stripes)
        #expect(reading.counts == (1...count).map { UInt64($0) })
    }
}
