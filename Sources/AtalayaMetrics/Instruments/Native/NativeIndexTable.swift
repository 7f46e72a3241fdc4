/// Finds the bucket of schema 8 in two steps, without a search.
///
/// The first nine bits behind the point of a significand choose one of 512 cells. Bounds are more than a cell apart, so
/// that there is at most one in a cell: its entry says how many bounds are below and where that one is.
enum NativeIndexTable {
    /// The bits of the bound in the cell, and how many bounds are below it. Bits that none reaches where there is no bound.
    ///
    /// Who needs it often keeps it: asking for it takes longer than using it.
    static let entries: [UInt64] = (0..<512).map { cell in
        let start = UInt64(cell) << 43
        let bounds = NativeBoundTable.roots.map { $0.bitPattern & significandMask }
        let below = bounds.count { $0 < start }
        let split = bounds.first { $0 >= start && $0 < start + 1 << 43 } ?? significandMask
        return split << 9 | UInt64(below)
    }

    static let significandMask: UInt64 = 1 << 52 - 1

    /// How many buckets of schema 8 end below the significand of these bits: 0 to 256.
    @inline(__always)
    static func position(significandBits bits: UInt64, _ entries: [UInt64]) -> Int {
        let entry = entries.span[Int(truncatingIfNeeded: bits &>> 43)]
        return Int(truncatingIfNeeded: entry & 511) &+ (bits > entry &>> 9 ? 1 : 0)
    }
}
