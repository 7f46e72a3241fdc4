import Testing

@testable import AtalayaMetrics

/// The standard library finds the same digits in another way.
struct ShortestDecimalTests {
    /// The digits without zeros on either side, and the power of ten of the last of them.
    private func expected(_ value: Double) -> (digits: UInt64, exponent: Int) {
        let parts = value.description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        var digits = (mantissa[0] + fraction).drop { $0 == "0" }
        var exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) - fraction.count
        while digits.last == "0" {
            digits.removeLast()
            exponent += 1
        }
        return (UInt64(digits) ?? 0, exponent)
    }

    private func check(_ value: Double) {
        let decimal = ShortestDecimal(value)
        let expected = expected(value)
        if decimal.digits != expected.digits || decimal.exponent != expected.exponent {
            Issue.record("\(value) became \(decimal.digits)e\(decimal.exponent)")
        }
    }

    @Test("Powers of two and their neighbours, down to the smallest number")
    func powersOfTwo() {
        for exponent in -1_074...1_023 {
            let value = Double(sign: .plus, exponent: exponent, significand: 1)
            for value in [value, value.nextUp, value.nextDown] where value > 0 { check(value) }
        }
        check(.greatestFiniteMagnitude)
    }

    @Test("Powers of ten and their neighbours")
    func powersOfTen() throws {
        for exponent in -323...308 {
            let value = try #require(Double("1e\(exponent)"))
            for value in [value, value.nextUp, value.nextDown] { check(value) }
        }
    }

    @Test("Random bits, and numbers with few digits")
    func random() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<100_000 {
            let value = Double(bitPattern: generator.next()).magnitude
            if value.isFinite, value > 0 { check(value) }
            check((Double(generator.next() % 100_000_000) + 1) / 10_000)
        }
    }
}
