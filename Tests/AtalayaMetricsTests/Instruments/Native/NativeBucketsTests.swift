import Testing

@testable import AtalayaMetrics

@Suite("Native bucket arithmetic")
struct NativeBucketsTests {
    /// By the words of the specification: the i with `lower < value <= upper`, found by walking over bounds made from
    /// scratch. A bound is compared by raising both sides to the power that makes it a whole one.
    private static func naiveIndex(_ value: Double, schema: Int) -> Int {
        // frexp, by halving and doubling, which lose nothing.
        var fraction = value
        var exponent = 0
        while fraction >= 1 {
            fraction /= 2
            exponent += 1
        }
        while fraction < 0.5 {
            fraction *= 2
            exponent -= 1
        }
        guard schema > 0 else {
            let power = fraction == 0.5 ? exponent - 1 : exponent
            return Int((Double(power) / Double(1 << -schema)).rounded(.up))
        }
        let bounds = stride(from: 0, to: 256, by: 256 >> schema).map { finestBounds[$0] }
        return (exponent - 1) * bounds.count + (bounds.firstIndex { fraction <= $0 } ?? bounds.count)
    }

    /// `2^(i/256) / 2`, by roots in 100 bits of fixed point. Once, since it takes its time.
    private static let finestBounds = (0..<256).map { index in
        var value = UInt128(1) << 100
        for bit in 0..<8 {
            if index >> bit & 1 == 1 { value *= 2 }
            value = squareRoot(value)
        }
        return rounded(value) / 2
    }

    /// The root of a number in [1, 4) with 100 bits after the point, by halving intervals.
    private static func squareRoot(_ value: UInt128) -> UInt128 {
        var low = UInt128(1) << 100
        var high = UInt128(1) << 101
        while high - low > 1 {
            let middle = low + (high - low) / 2
            let (squareHigh, squareLow) = middle.multipliedFullWidth(by: middle)
            // The square has 200 bits after the point; 100 of them are dropped.
            let square = squareHigh << 28 | squareLow >> 100
            if square <= value { low = middle } else { high = middle }
        }
        return low
    }

    private static func rounded(_ value: UInt128) -> Double {
        let dropped = 100 - 52
        return Double((value + (1 << (dropped - 1))) >> dropped) / Double(UInt64(1) << 52)
    }

    @Test("The bounds within a power of two are the doubles nearest to them")
    func bounds() {
        #expect(NativeBoundTable.roots.map { $0 / 2 } == Self.finestBounds)
        #expect(NativeBoundTable.roots[0] == 1)
        #expect(NativeBoundTable.roots[128] == 2.0.squareRoot())
    }

    @Test("Every value is in the bucket that the specification names", arguments: NativeHistogramValue.schemas)
    func index(schema: Int) {
        var generator = SeededGenerator(seed: UInt64(bitPattern: Int64(schema)))
        var values: [Double] = [
            .leastNonzeroMagnitude, .leastNonzeroMagnitude * 3, .leastNormalMagnitude, .greatestFiniteMagnitude, 1,
            1.0.nextUp, 1.0.nextDown, 0.5, 2, 4, 1e-300, 1e300,
        ]
        for _ in 0..<500 {
            values.append(Double(bitPattern: generator.next() & (0x7FEF << 48 | 0xFFFF_FFFF_FFFF) | 1))
        }
        for index in [-300, -17, -1, 0, 1, 2, 5, 16, 17, 300] {
            let bound = NativeBuckets.upperBound(of: index, schema: schema)
            if bound > 0, bound < .greatestFiniteMagnitude { values += [bound.nextDown, bound, bound.nextUp] }
        }
        for value in values where value.isFinite {
            #expect(
                NativeBuckets.index(of: value, schema: schema) == Self.naiveIndex(value, schema: schema), "\(value)")
        }
    }

    @Test("A bucket takes its upper bound and not its lower one", arguments: NativeHistogramValue.schemas)
    func boundaries(schema: Int) {
        for index in -40...40 {
            let bound = NativeBuckets.upperBound(of: index, schema: schema)
            guard bound >= .leastNormalMagnitude, bound < .greatestFiniteMagnitude else { continue }
            #expect(NativeBuckets.index(of: bound, schema: schema) == index)
            #expect(NativeBuckets.index(of: bound.nextUp, schema: schema) == index + 1)
        }
    }

    @Test("The largest number ends the last finite bucket and infinity has one of its own")
    func extremes() {
        for schema in NativeHistogramValue.schemas {
            let last = NativeBuckets.index(of: .greatestFiniteMagnitude, schema: schema)
            #expect(NativeBuckets.upperBound(of: last, schema: schema) == .greatestFiniteMagnitude)
            #expect(NativeBuckets.index(of: .infinity, schema: schema) == last + 1)
            #expect(NativeBuckets.upperBound(of: last + 1, schema: schema) == .infinity)
        }
        #expect(NativeBuckets.index(of: .infinity, schema: 8) == 262_145)
    }

    @Test("No index is too large to ask for its bound", arguments: NativeHistogramValue.schemas)
    func hostile(schema: Int) {
        #expect(NativeBuckets.upperBound(of: .max, schema: schema) == .infinity)
        #expect(NativeBuckets.upperBound(of: .min, schema: schema) == 0)
    }
}
