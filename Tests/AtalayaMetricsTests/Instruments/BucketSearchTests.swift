import Testing

@testable import AtalayaMetrics

struct BucketSearchTests {
    @Test(
        "Comparing all and halving find the bucket that a walk finds",
        arguments: [0, 1, 2, 3, 4, 11, 31, 32, 33, 64, 65, 500])
    func model(count: Int) {
        var generator = SeededGenerator(seed: 2)
        let bounds = (0..<count).map { Double($0) * 0.5 }
        let search = BucketSearch(bounds)
        #expect(search.bucketCount == count + 1)
        var values = [-.greatestFiniteMagnitude, .greatestFiniteMagnitude, 0, -0.0, .leastNonzeroMagnitude]
        for bound in bounds { values += [bound, bound.nextUp, bound.nextDown] }
        for _ in 0..<200 { values.append(Double.random(in: -1...Double(count + 1), using: &generator)) }
        for value in values {
            #expect(search.bucket(of: value) == bounds.firstIndex { value <= $0 } ?? count, "\(value)")
            #expect(BucketSearch.index(of: value, in: bounds) == search.bucket(of: value))
        }
    }
}
