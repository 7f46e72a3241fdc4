/// Writes lines into room that was made for them: the one place of this module where bytes go through a pointer.
///
/// A line is a copy of bytes that never change and a few digits. Appending to an array asks for each piece whether the
/// array is shared and whether there is room; over 100,000 lines that and the counting of references took ten times as
/// long as the copies. Here room is made for a batch of lines, and a piece that does not fit stops the program before a
/// byte is written beyond the end.
///
/// A cursor lives for the call that made it: it cannot be copied, and nobody gets one to keep.
struct LineCursor: ~Copyable {
    private let output: UnsafeMutableBufferPointer<UInt8>
    private var count: Int

    private init(_ output: UnsafeMutableBufferPointer<UInt8>, count: Int) {
        self.output = output
        self.count = count
    }

    /// Appends what `body` writes, which must not be more than `bytesMax` bytes.
    @inline(__always)
    static func append(bytesMax: Int, to buffer: inout [UInt8], _ body: (inout LineCursor) -> Void) {
        buffer.append(addingCapacity: bytesMax) { (span: inout OutputSpan<UInt8>) in
            span.withUnsafeMutableBufferPointer { output, count in
                var cursor = LineCursor(output, count: count)
                body(&cursor)
                count = cursor.count
            }
        }
    }

    /// Copies an array.
    @inline(__always)
    mutating func copy(_ bytes: [UInt8]) {
        copy(bytes, 0..<bytes.count)
    }

    /// Copies a part of an array.
    @inline(__always)
    mutating func copy(_ bytes: [UInt8], _ part: Range<Int>) {
        let start = advance(by: part.count)
        bytes.span.extracting(part).withUnsafeBytes { bytes in
            UnsafeMutableRawBufferPointer(output.extracting(start..<count)).copyMemory(from: bytes)
        }
    }

    /// How many bytes have been written, those before this cursor's included.
    var position: Int { count }

    /// Copies what was written from a position on.
    @inline(__always)
    mutating func copyAgain(from position: Int, count length: Int) {
        // why: only what was written is read; the two parts cannot overlap, since the second begins where writing stopped.
        precondition(position >= 0 && length <= count - position)
        let start = advance(by: length)
        UnsafeMutableRawBufferPointer(output.extracting(start..<start + length))
            .copyMemory(from: UnsafeRawBufferPointer(output.extracting(position..<position + length)))
    }

    /// One byte.
    @inline(__always)
    mutating func write(_ byte: UInt8) {
        let index = advance(by: 1)
        output.initializeElement(at: index, to: byte)
    }

    /// Eight bytes, the lowest first.
    @inline(__always)
    mutating func writeLittleEndian(_ value: UInt64) {
        let start = advance(by: 8)
        UnsafeMutableRawBufferPointer(output.extracting(start..<start + 8))
            .storeBytes(of: value.littleEndian, as: UInt64.self)
    }

    /// A whole number in decimal, two digits at a time.
    @inline(__always)
    mutating func write(_ value: UInt64) {
        let start = advance(by: Self.digitCount(of: value))
        var index = count
        var rest = value
        while rest >= 10 {
            let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
            // Exact for all pairs of digits, and cheaper than another division.
            let tens = (pair &* 103) &>> 10
            index -= 2
            output.initializeElement(at: index, to: Self.zero &+ UInt8(truncatingIfNeeded: tens))
            output.initializeElement(at: index + 1, to: Self.zero &+ UInt8(truncatingIfNeeded: pair &- tens &* 10))
            rest = quotient
        }
        // What is left is the first of an odd number of digits, or nothing.
        if index > start { output.initializeElement(at: start, to: Self.zero &+ UInt8(truncatingIfNeeded: rest)) }
    }

    /// A whole number with a point behind its first digits; without one when there are no more digits than that.
    mutating func write(_ digits: UInt64, pointAfter pointCount: Int) {
        let start = count
        write(digits)
        guard count - start > pointCount else { return }
        // The digits behind the point move up by one; there are at most sixteen of them.
        _ = advance(by: 1)
        var index = count - 1
        while index > start + pointCount {
            output.initializeElement(at: index, to: output[index - 1])
            index -= 1
        }
        output.initializeElement(at: index, to: UInt8(ascii: "."))
    }

    private static let zero = UInt8(ascii: "0")

    @inline(__always)
    static func digitCount(of value: UInt64) -> Int {
        var rest = value
        var count = 1
        while rest >= 10_000 {
            rest /= 10_000
            count += 4
        }
        if rest >= 1_000 { return count + 3 }
        if rest >= 100 { return count + 2 }
        return rest >= 10 ? count + 1 : count
    }

    /// Takes room and says where it begins.
    @inline(__always)
    private mutating func advance(by length: Int) -> Int {
        let start = count
        // why: whoever made the cursor said how much room its lines need; with less, memory would be overwritten.
        precondition(length <= output.count - start)
        count = start + length
        return start
    }
}
