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

    /// No number is longer: a sign, seventeen digits, a point and an exponent, or twenty digits.
    static let bytesMax = 28

    static func append(_ value: UInt64, to buffer: inout [UInt8]) {
        LineCursor.append(bytesMax: bytesMax, to: &buffer) { $0.write(value) }
    }

    static func append(_ value: Double, style: Style, to buffer: inout [UInt8]) {
        LineCursor.append(bytesMax: bytesMax, to: &buffer) { write(value, style: style, to: &$0) }
    }

    @inline(__always)
    static func write(_ number: MetricNumber, style: Style, to cursor: inout LineCursor) {
        switch number {
        case .integer(let value): cursor.write(value)
        case .double(let value): write(value, style: style, to: &cursor)
        }
    }

    // Kept out of the loops over lines, most of which have whole numbers.
    @inline(never)
    static func write(_ value: Double, style: Style, to cursor: inout LineCursor) {
        guard value.isFinite else {
            cursor.copy(value.isNaN ? nan : value > 0 ? plusInfinity : minusInfinity)
            return
        }
        if value.sign == .minus { cursor.write(UInt8(ascii: "-")) }
        let magnitude = value.magnitude
        if magnitude < wholeMax, magnitude == magnitude.rounded(.towardZero) {
            // A whole number below a million is written out, and is its own shortest form.
            cursor.write(UInt64(magnitude))
            if style == .keepingPoint { cursor.copy(pointZero) }
        } else {
            write(ShortestDecimal(magnitude), style: style, to: &cursor)
        }
    }

    private static let nan = Array("NaN".utf8)
    private static let plusInfinity = Array("+Inf".utf8)
    private static let minusInfinity = Array("-Inf".utf8)
    private static let pointZero = Array(".0".utf8)
    /// From here on there is an exponent.
    private static let wholeMax = 1_000_000.0

    private static func write(_ decimal: ShortestDecimal, style: Style, to cursor: inout LineCursor) {
        let count = LineCursor.digitCount(of: decimal.digits)
        /// The value is `0.DIGITS × 10^point`.
        let point = count + decimal.exponent
        let exponent = point - 1
        if exponent < -4 || exponent >= 6 {
            cursor.write(decimal.digits, pointAfter: 1)
            cursor.write(UInt8(ascii: "e"))
            cursor.write(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
            if exponent.magnitude < 10 { cursor.write(UInt8(ascii: "0")) }
            cursor.write(UInt64(exponent.magnitude))
        } else if point <= 0 {
            cursor.write(UInt8(ascii: "0"))
            cursor.write(UInt8(ascii: "."))
            for _ in point..<0 { cursor.write(UInt8(ascii: "0")) }
            cursor.write(decimal.digits)
        } else {
            // Not whole, so there are digits behind the point.
            cursor.write(decimal.digits, pointAfter: point)
        }
    }
}
