/// The powers of ten that doubles need, each as its 128 leading bits, rounded up.
///
/// Worked out once, at the first number that is not whole, in some microseconds: a table of ten kilobytes written down
/// here would say the same and could not be read.
enum PowersOfTen {
    /// What the exponents of doubles, subnormal ones included, ask for.
    private static let exponents = -292...324

    /// `10^exponent / 2^e`, with the e that makes it have exactly 128 bits: `floorLog2(exponent) - 127`.
    static func leadingBits(_ exponent: Int) -> UInt128 {
        table[exponent - exponents.lowerBound]
    }

    /// The binary exponent of a power of ten; right for all exponents of the table.
    @inline(__always)
    static func floorLog2(_ exponent: Int) -> Int { (exponent &* 1_741_647) &>> 19 }

    private static let table: [UInt128] = {
        var table = Array(repeating: UInt128(0), count: exponents.count)
        // 10^n and 5^n have the same leading bits. Dividing 2^832 by five again and again and dropping the remainders
        // gives the whole part of 2^832 / 5^n, which has more than 128 bits down to the last.
        var limbs = Array(repeating: UInt32(0), count: 27)
        limbs[26] = 1
        for exponent in stride(from: -1, through: exponents.lowerBound, by: -1) {
            var remainder: UInt64 = 0
            for index in limbs.indices.reversed() {
                let (quotient, rest) = (remainder &<< 32 | UInt64(limbs[index])).quotientAndRemainder(dividingBy: 5)
                limbs[index] = UInt32(truncatingIfNeeded: quotient)
                remainder = rest
            }
            // Never exact, so rounding up is adding one.
            table[exponent - exponents.lowerBound] = leadingBits(of: limbs).bits + 1
        }
        limbs = [1]
        for exponent in 0...exponents.upperBound {
            let (bits, isExact) = leadingBits(of: limbs)
            table[exponent - exponents.lowerBound] = isExact ? bits : bits + 1
            var carry: UInt64 = 0
            for index in limbs.indices {
                let product = UInt64(limbs[index]) * 5 + carry
                limbs[index] = UInt32(truncatingIfNeeded: product)
                carry = product &>> 32
            }
            if carry > 0 { limbs.append(UInt32(carry)) }
        }
        return table
    }()

    /// The first 128 bits of a number, the lowest limb of which comes first, and whether there are no others.
    private static func leadingBits(of limbs: [UInt32]) -> (bits: UInt128, isExact: Bool) {
        let top = limbs.lastIndex { $0 != 0 } ?? 0
        func limb(_ index: Int) -> UInt32 { index >= 0 ? limbs[index] : 0 }
        var bits = UInt128(0)
        for index in stride(from: top, through: top - 3, by: -1) { bits = bits &<< 32 | UInt128(limb(index)) }
        // The first bit goes to the top, and bits of the next limb follow.
        let shift = limbs[top].leadingZeroBitCount
        let next = UInt64(limb(top - 4)) &<< UInt64(shift)
        bits = bits &<< UInt128(shift) | UInt128(next &>> 32)
        let isExact = UInt32(truncatingIfNeeded: next) == 0 && limbs.prefix(max(0, top - 4)).allSatisfy { $0 == 0 }
        return (bits, isExact)
    }
}
