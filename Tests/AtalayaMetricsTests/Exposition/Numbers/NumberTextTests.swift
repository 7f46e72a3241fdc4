import Testing

@testable import AtalayaMetrics

struct NumberTextTests {
    private func text(_ value: Double, _ style: NumberText.Style = .shortest) -> String {
        var buffer: [UInt8] = []
        NumberText.append(value, style: style, to: &buffer)
        return String(decoding: buffer, as: UTF8.self)
    }

    @Test(
        "Doubles print as Go's shortest form",
        arguments: [
            (0, "0"), (-0.0, "-0"), (1, "1"), (-1, "-1"), (10, "10"), (17, "17"), (0.5, "0.5"), (-0.25, "-0.25"),
            (100, "100"),
            (99999, "99999"), (100_000, "100000"), (123_456, "123456"), (999_999, "999999"), (1_000_000, "1e+06"),
            (1_234_567, "1.234567e+06"), (13_718_792, "1.3718792e+07"), (1_500_000, "1.5e+06"), (-20_000_000, "-2e+07"),
            (1_732_358_373, "1.732358373e+09"), (9_007_199_254_740_991, "9.007199254740991e+15"),
            (9_007_199_254_740_992, "9.007199254740992e+15"), (9_007_199_254_740_994, "9.007199254740994e+15"),
            (123.456, "123.456"), (12345.678, "12345.678"), (299792.458, "299792.458"), (999999.5, "999999.5"),
            (1000000.5, "1.0000005e+06"), (0.1, "0.1"), (0.30000000000000004, "0.30000000000000004"), (0.01, "0.01"),
            (0.001, "0.001"),
            (0.0001, "0.0001"), (0.00012, "0.00012"), (0.00001, "1e-05"), (0.000012, "1.2e-05"), (1e-7, "1e-07"),
            (1e-10, "1e-10"),
            (1e21, "1e+21"), (1e23, "1e+23"), (1e22, "1e+22"), (1e100, "1e+100"), (1.5e300, "1.5e+300"),
            (.leastNonzeroMagnitude, "5e-324"),
            (2.2250738585072014e-308, "2.2250738585072014e-308"), (1.7976931348623157e308, "1.7976931348623157e+308"),
            (2.938735877055719e-39, "2.938735877055719e-39"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
        ] as [(Double, String)])
    func goForm(value: Double, expected: String) {
        #expect(text(value) == expected)
    }

    @Test(
        "NaN has one spelling, whatever its sign and payload",
        arguments: [
            Double.nan, -Double.nan, .signalingNaN, Double(nan: 42, signaling: false),
            Double(bitPattern: 0xFFF8_0000_0000_0001),
        ])
    func nan(value: Double) {
        #expect(text(value) == "NaN")
        #expect(text(value, .keepingPoint) == "NaN")
    }

    @Test(
        "Bounds and OpenMetrics floats keep their point",
        arguments: [
            (0, "0.0"), (0.001, "0.001"), (1, "1.0"), (10, "10.0"), (100_000, "100000.0"), (1e6, "1e+06"),
            (1e-5, "1e-05"),
            (1e23, "1e+23"), (-0.0, "-0.0"), (2.5, "2.5"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
        ] as [(Double, String)])
    func canonical(value: Double, expected: String) {
        #expect(text(value, .keepingPoint) == expected)
    }

    @Test(
        "Whole numbers are exact to the last of 64 bits",
        arguments: [
            (0, "0"), (9, "9"), (10, "10"), (1_000_000, "1000000"), (.max, "18446744073709551615"),
        ] as [(UInt64, String)])
    func integers(value: UInt64, expected: String) {
        var buffer: [UInt8] = []
        NumberText.append(value, to: &buffer)
        #expect(String(decoding: buffer, as: UTF8.self) == expected)
    }

    @Test("Every double reads back as itself, and never needs more than 17 digits")
    func roundTrip() {
        var generator = SeededGenerator(seed: 1)
        for round in 0..<20_000 {
            // Bit patterns reach every exponent; the others reach the short numbers that people use.
            let value =
                round % 2 == 0
                ? Double(bitPattern: generator.next())
                : Double(Int64(truncatingIfNeeded: generator.next()) >> 20) / 1000
            guard value.isFinite else { continue }
            for style in [NumberText.Style.shortest, .keepingPoint] {
                let text = text(value, style)
                #expect(Double(text)?.bitPattern == value.bitPattern, "\(text)")
                let mantissa = text.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }
                #expect(mantissa.count <= 18, "\(text)")
            }
        }
    }
}
