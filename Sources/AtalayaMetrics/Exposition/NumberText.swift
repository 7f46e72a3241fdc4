/// Numbers as Go's `strconv.FormatFloat(value, 'g', -1, 64)` writes them, which is what Prometheus writes itself.
///
/// The shortest digits that read back as the same double; with an exponent if it is below -4 or above 5, of at least two
/// digits and with its sign: `0.0001`, `1e-05`, `100000`, `1e+06`, `1.3718792e+07`. `NaN`, `+Inf` and `-Inf` have exactly
/// one spelling: Prometheus 2.42 drops a whole scrape over `-nan`, which is why string interpolation is not used here.
enum NumberText {
    /// Whether a number that needs neither point nor exponent gets a `.0`.
    enum Style: Sendable {
        /// `1`: sample values of the Prometheus format.
        case shortest
        /// `1.0`: floats of OpenMetrics, and `le` and `quantile` in every format. Prometheus 3 stores `le` this way
        /// whatever it scraped, so writing it this way keeps the series' identity across formats and versions.
        case keepingPoint
    }

    static func append(_ number: MetricNumber, style: Style, to buffer: inout [UInt8]) {
        switch number {
        case .integer(let value): append(value, to: &buffer)
        case .double(let value): append(value, style: style, to: &buffer)
        }
    }

    static func append(_ value: UInt64, to buffer: inout [UInt8]) {
        Digits(value).appendAll(to: &buffer)
    }

    static func append(_ value: Double, style: Style, to buffer: inout [UInt8]) {
        guard value.isFinite else {
            buffer.append(contentsOf: value.isNaN ? "NaN".utf8 : value > 0 ? "+Inf".utf8 : "-Inf".utf8)
            return
        }
        if value.sign == .minus { buffer.append(UInt8(ascii: "-")) }
        let magnitude = value.magnitude
        if magnitude < Self.wholeMax, magnitude == magnitude.rounded(.towardZero) {
            // A whole number below 2^53 is its own shortest form: another one with fewer digits would be another number.
            let digits = Digits(UInt64(magnitude))
            layOut(digits, pointAt: digits.count, style: style, to: &buffer)
        } else {
            let (digits, point) = Digits.shortest(of: magnitude)
            layOut(digits, pointAt: point, style: style, to: &buffer)
        }
    }

    private static let wholeMax = 9_007_199_254_740_992.0

    /// Writes `0.DIGITS × 10^point`.
    private static func layOut(_ digits: Digits, pointAt point: Int, style: Style, to buffer: inout [UInt8]) {
        let exponent = point - 1
        if exponent < -4 || exponent >= 6 {
            let significant = digits.countWithoutTrailingZeros
            buffer.append(digits[0])
            if significant > 1 {
                buffer.append(UInt8(ascii: "."))
                digits.append(1..<significant, to: &buffer)
            }
            buffer.append(UInt8(ascii: "e"))
            buffer.append(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
            if exponent.magnitude < 10 { buffer.append(UInt8(ascii: "0")) }
            append(UInt64(exponent.magnitude), to: &buffer)
        } else if point <= 0 {
            buffer.append(contentsOf: "0.".utf8)
            for _ in point..<0 { buffer.append(UInt8(ascii: "0")) }
            digits.appendAll(to: &buffer)
        } else {
            digits.append(0..<min(point, digits.count), to: &buffer)
            if digits.count < point {
                for _ in digits.count..<point { buffer.append(UInt8(ascii: "0")) }
            }
            if digits.count > point {
                buffer.append(UInt8(ascii: "."))
                digits.append(point..<digits.count, to: &buffer)
            } else if style == .keepingPoint {
                buffer.append(contentsOf: ".0".utf8)
            }
        }
    }
}

/// Up to 24 decimal digits as ASCII, on the stack.
private struct Digits {
    /// Filled from the end.
    private var storage = InlineArray<24, UInt8>(repeating: UInt8(ascii: "0"))
    private var start = 24

    var count: Int { 24 - start }
    subscript(index: Int) -> UInt8 { storage[start + index] }

    init(_ value: UInt64) {
        var rest = value
        repeat {
            start -= 1
            storage[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
    }

    private init() {}

    var countWithoutTrailingZeros: Int {
        var end = count
        while end > 1, self[end - 1] == UInt8(ascii: "0") { end -= 1 }
        return end
    }

    func append(_ range: Range<Int>, to buffer: inout [UInt8]) {
        for index in range { buffer.append(storage[start + index]) }
    }

    func appendAll(to buffer: inout [UInt8]) {
        append(0..<count, to: &buffer)
    }

    /// The shortest digits of a positive finite number, and where the point is: the value is `0.DIGITS × 10^point`.
    ///
    /// The standard library finds the digits; its description is `123.45`, `1e-05` or `1.5e+300`, taken apart here.
    static func shortest(of value: Double) -> (digits: Digits, point: Int) {
        var text: (bytes: InlineArray<24, UInt8>, count: Int) = (InlineArray(repeating: 0), 0)
        var point: Int?
        var exponent = 0
        var exponentSign = 1
        var isInExponent = false
        for byte in value.description.utf8 {
            switch byte {
            case UInt8(ascii: "."): point = text.count
            case UInt8(ascii: "e"): isInExponent = true
            case UInt8(ascii: "-"): exponentSign = -1
            case UInt8(ascii: "+"): break
            default:
                if isInExponent {
                    exponent = exponent * 10 + Int(byte - UInt8(ascii: "0"))
                } else {
                    text.bytes[text.count] = byte
                    text.count += 1
                }
            }
        }
        var pointAt = (point ?? text.count) + exponentSign * exponent
        // `0.00123` and `100.0`: zeros on either side are no digits of the number.
        var first = 0
        while first < text.count - 1, text.bytes[first] == UInt8(ascii: "0") { first += 1 }
        pointAt -= first
        var end = text.count
        while end > first + 1, text.bytes[end - 1] == UInt8(ascii: "0") { end -= 1 }
        var digits = Digits()
        digits.start = 24 - (end - first)
        for index in first..<end { digits.storage[digits.start + index - first] = text.bytes[index] }
        return (digits, pointAt)
    }
}
