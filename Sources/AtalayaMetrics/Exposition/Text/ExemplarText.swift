/// An exemplar at the end of a line of OpenMetrics: ` # {trace_id="…"} 0.25 1700000000.5`.
enum ExemplarText {
    /// No exemplar is longer. Its labels have at most 128 code points together, so at most as many labels; a code point has
    /// at most four bytes, escaped ones included; each label adds its punctuation, quotes around the name included.
    static let bytesMax = Exemplar.codePointsMax * (4 + 6) + 2 * NumberText.bytesMax + 16

    static func write(_ exemplar: Exemplar, style: NumberText.Style, to cursor: inout LineCursor) {
        cursor.copy(start)
        cursor.copy(exemplar.labels.escaped)
        cursor.copy(end)
        NumberText.write(exemplar.value, style: style, to: &cursor)
        guard let timestamp = exemplar.timestamp else { return }
        cursor.write(UInt8(ascii: " "))
        write(timestamp, to: &cursor)
    }

    /// Seconds since 1970 with as many digits behind the point as there are: exact, as a double would not be.
    static func write(_ time: UnixTime, to cursor: inout LineCursor) {
        let (seconds, fraction) = time.nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
        if time.nanoseconds < 0 { cursor.write(UInt8(ascii: "-")) }
        cursor.write(seconds)
        guard fraction > 0 else { return }
        cursor.write(UInt8(ascii: "."))
        var digits = fraction
        var count = 9
        while digits % 10 == 0 {
            digits /= 10
            count -= 1
        }
        for _ in LineCursor.digitCount(of: digits)..<count { cursor.write(UInt8(ascii: "0")) }
        cursor.write(digits)
    }

    private static let start = Array(" # {".utf8)
    private static let end = Array("} ".utf8)
}
