/// The arithmetic of exponential buckets: which one a value is in and where it ends, by Prometheus' specification.
enum NativeBuckets {
    private static let roots = NativeBoundTable.roots

    /// The index of the bucket of a positive value; that of infinity is one beyond the largest finite value's.
    static func index(of magnitude: Double, schema: Int) -> Int {
        guard magnitude.isFinite else { return index(of: .greatestFiniteMagnitude, schema: schema) + 1 }
        // magnitude = significand · 2^exponent, the significand in [1, 2): twice what frexp gives, and so one exponent less.
        let exponent = Int(magnitude.exponent)
        let significand = magnitude.significand
        guard schema > 0 else {
            let ceiling = significand == 1 ? exponent : exponent + 1
            // The least i with 2^(i·2^-schema) >= magnitude: a division that rounds up.
            return (ceiling + (1 << -schema) - 1) >> -schema
        }
        // Of the 256 bounds of schema 8, every schema takes each so-manieth.
        let step = 256 >> schema
        var low = 0
        var high = 1 << schema
        while low < high {
            let middle = (low + high) / 2
            if roots[middle * step] < significand { low = middle + 1 } else { high = middle }
        }
        return (exponent << schema) + low
    }

    /// The same in schema 8 for a normal number, without a search; the table is ``NativeIndexTable/entries``.
    @inline(__always)
    static func finestIndex(ofNormal magnitude: Double, _ table: [UInt64]) -> Int {
        let bits = magnitude.bitPattern
        return (Int(truncatingIfNeeded: bits >> 52) &- 1_023) &* 256
            &+ NativeIndexTable.position(significandBits: bits & NativeIndexTable.significandMask, table)
    }

    /// The bucket of a schema so many steps coarser that a bucket lies in: a division that rounds up.
    @inline(__always)
    static func coarser(_ index: Int, by steps: Int) -> Int {
        (index &+ (1 &<< steps &- 1)) &>> steps
    }

    /// The upper bound of a bucket, infinite beyond the range of doubles.
    static func upperBound(of index: Int, schema: Int) -> Double {
        guard schema > 0 else {
            let (exponent, overflow) = index.multipliedReportingOverflow(by: 1 << -schema)
            if overflow { return index < 0 ? 0 : .infinity }
            // The last bucket of finite values ends beyond them; the specification lets it end with the largest.
            if exponent == 1_024 { return .greatestFiniteMagnitude }
            return Double(sign: .plus, exponent: exponent, significand: 1)
        }
        let exponent = index >> schema
        if exponent == 1_024, index & (1 << schema - 1) == 0 { return .greatestFiniteMagnitude }
        let root = roots[(index & (1 << schema - 1)) * (256 >> schema)]
        return Double(sign: .plus, exponent: exponent, significand: root)
    }

    /// The indices that doubles have, that of infinity included.
    static func indices(schema: Int) -> ClosedRange<Int> {
        index(of: .leastNonzeroMagnitude, schema: schema)...index(of: .infinity, schema: schema)
    }
}
