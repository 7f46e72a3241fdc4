#if canImport(Glibc)
    import Glibc
#endif

/// The least a text format can do: for each sample copy the bytes that never change, format the number, end the line.
final class CopyAndFormat {
    private let prefixes: UnsafeMutableBufferPointer<UInt8>
    private let ends: [Int]
    private let output: UnsafeMutableBufferPointer<UInt8>
    private static let numberBytesMax = 21

    init(prefixes: [[UInt8]]) {
        let bytes = prefixes.joined()
        let count = prefixes.reduce(0) { $0 + $1.count }
        self.prefixes = .allocate(capacity: count)
        _ = self.prefixes.initialize(from: bytes)
        var end = 0
        ends = prefixes.map {
            end += $0.count; return end
        }
        output = .allocate(capacity: count + prefixes.count * Self.numberBytesMax)
        output.initialize(repeating: 0)
    }

    deinit {
        prefixes.deallocate()
        output.deallocate()
    }

    /// Writes all lines and returns their length.
    @discardableResult
    func render(_ values: [UInt64]) -> Int {
        guard let base = prefixes.baseAddress, var cursor = output.baseAddress else { return 0 }
        let first = cursor
        var start = 0
        for (end, value) in zip(ends, values) {
            memcpy(cursor, base + start, end - start)
            cursor += end - start
            start = end
            cursor = Self.format(value, at: cursor)
            cursor.pointee = 0x0a
            cursor += 1
        }
        return cursor - first
    }

    /// Digits from the right into a scratch word, then over; the plain way, without a table.
    @inline(__always)
    private static func format(_ value: UInt64, at start: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        var digits = 1
        var bound: UInt64 = 10
        while digits < 20, value >= bound {
            digits += 1
            bound = bound.multipliedReportingOverflow(by: 10).partialValue
            if digits == 20 { break }
        }
        var rest = value
        var cursor = start + digits
        repeat {
            cursor -= 1
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            cursor.pointee = UInt8(truncatingIfNeeded: digit) &+ 0x30
            rest = quotient
        } while rest > 0
        return start + digits
    }
}
