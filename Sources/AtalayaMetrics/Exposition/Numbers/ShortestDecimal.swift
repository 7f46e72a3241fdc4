/// The shortest digits that read back as the same double, the closest to it where there are several.
///
/// This is the method of R. Giulietti, "The Schubfach way to render doubles" (2020): of the decimals between the two
/// neighbours' midpoints take one with as few digits as fit, which needs three products with a power of ten and no loop.
/// The standard library prints the same digits, but only into a string, which for most doubles is an allocation: over a
/// scrape that was twelve times the cost of a whole number's line.
struct ShortestDecimal {
    /// `digits × 10^exponent`; digits has at most 17 of them and does not end in zero.
    let digits: UInt64
    let exponent: Int

    /// Of a positive finite number.
    init(_ value: Double) {
        let fraction = value.significandBitPattern
        let biased = Int(truncatingIfNeeded: value.exponentBitPattern)
        let isSubnormal = biased == 0
        let significand = isSubnormal ? fraction : fraction | 1 &<< 52
        let binary = (isSubnormal ? 1 : biased) - 1_075
        // At a power of two the neighbour below is half as far away as the one above.
        let isLowerCloser = fraction == 0 && biased > 1
        let four = significand &<< 2
        let decimal = (binary &* 1_262_611 &- (isLowerCloser ? 524_031 : 0)) &>> 22
        let shift = UInt64(truncatingIfNeeded: binary + PowersOfTen.floorLog2(-decimal) + 1)
        let power = PowersOfTen.leadingBits(-decimal)
        let low = Self.product(power, (four &- (isLowerCloser ? 1 : 2)) &<< shift)
        let middle = Self.product(power, four &<< shift)
        let high = Self.product(power, (four &+ 2) &<< shift)
        // A midpoint itself reads back as the neighbour with the even significand.
        let isOdd = significand & 1
        let lowest = low &+ isOdd
        let highest = high &- isOdd

        let candidate = middle &>> 2
        if candidate >= 10 {
            let shorter = candidate / 10
            let isBelowInside = lowest <= 40 &* shorter
            let isAboveInside = 40 &* shorter &+ 40 <= highest
            if isBelowInside != isAboveInside {
                self.init(shorter &+ (isAboveInside ? 1 : 0), exponent: decimal + 1)
                return
            }
        }
        let isBelowInside = lowest <= 4 &* candidate
        let isAboveInside = 4 &* candidate &+ 4 <= highest
        if isBelowInside != isAboveInside {
            self.init(candidate &+ (isAboveInside ? 1 : 0), exponent: decimal)
            return
        }
        let half = 4 &* candidate &+ 2
        let roundsUp = middle > half || middle == half && candidate & 1 != 0
        self.init(candidate &+ (roundsUp ? 1 : 0), exponent: decimal)
    }

    private init(_ number: UInt64, exponent: Int) {
        var digits = number
        var exponent = exponent
        // Eight at once first: `0.5` comes as 5 followed by fifteen zeros.
        while digits % 100_000_000 == 0 {
            digits /= 100_000_000
            exponent += 8
        }
        while digits % 10 == 0 {
            digits /= 10
            exponent += 1
        }
        self.digits = digits
        self.exponent = exponent
    }

    /// The upper 64 bits of the product, the last of which also says whether there was a rest below them.
    @inline(__always)
    private static func product(_ power: UInt128, _ factor: UInt64) -> UInt64 {
        let upper = UInt64(truncatingIfNeeded: power &>> 64).multipliedFullWidth(by: factor)
        let lower = UInt64(truncatingIfNeeded: power).multipliedFullWidth(by: factor)
        let (middle, carry) = upper.low.addingReportingOverflow(lower.high)
        return (upper.high &+ (carry ? 1 : 0)) | (middle > 1 ? 1 : 0)
    }
}
