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
        // Digits are written eight at a time, however many there are.
        buffer.append(addingCapacity: bytesMax + 8) { (span: inout OutputSpan<UInt8>) in
            span.withUnsafeMutableBufferPointer { output, count in
                var cursor = LineCursor(output, count: count)
                body(&cursor)
                count = cursor.count
            }
        }
    }

    /// Writes by a cursor of the loop's own, which lies in registers if the loop passes it to no function: so that a line
    /// does not wait until the one before is in memory.
    @inline(__always)
    mutating func loop(_ body: (inout LineCursor) -> Void) {
        var cursor = LineCursor(output, count: count)
        body(&cursor)
        count = cursor.count
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

    /// A whole number in decimal.
    ///
    /// All in the caller's loop, and nothing in a function that gets the cursor: for that it would have to lie in memory, and
    /// a line would wait for the one before.
    @inline(__always)
    mutating func write(_ value: UInt64) {
        guard value >= 100_000_000 else { return writeShort(value) }
        let (high, low) = value.quotientAndRemainder(dividingBy: 100_000_000)
        if high < 100_000_000 {
            writeShort(high)
        } else {
            let (highest, middle) = high.quotientAndRemainder(dividingBy: 100_000_000)
            writeShort(highest)
            writeEight(Self.digits(of: middle), from: 0)
        }
        writeEight(Self.digits(of: low), from: 0)
    }

    /// A number below 10^8.
    @inline(__always)
    private mutating func writeShort(_ value: UInt64) {
        let digits = Self.digits(of: value)
        // The first digit is the lowest byte. One is kept in any case, the zero of zero.
        writeEight(digits, from: (digits | 1 &<< 56).trailingZeroBitCount &>> 3)
    }

    /// Some of eight digits. There is room for all of them behind every line.
    @inline(__always)
    private mutating func writeEight(_ digits: UInt64, from first: Int) {
        // why: as below; all eight bytes are written, and those that are not digits of the number are written over.
        precondition(count + 8 <= output.count)
        let text = (digits | 0x3030_3030_3030_3030) &>> UInt64(truncatingIfNeeded: first &<< 3)
        UnsafeMutableRawPointer(output.baseAddress.unsafelyUnwrapped + count)
            .storeBytes(of: text.littleEndian, as: UInt64.self)
        count += 8 &- first
    }

    /// The eight digits of a number below 10^8, a byte each, the first one lowest.
    ///
    /// All at once: the number is cut into halves side by side in one word, those into quarters, those into digits. Each
    /// division is a multiplication that is exact for what it gets.
    @inline(__always)
    private static func digits(of value: UInt64) -> UInt64 {
        let half = value / 10_000
        let halves = half | (value &- half &* 10_000) &<< 32
        let hundreds = (halves &* 10_486) &>> 20 & 0x0000_007F_0000_007F
        let quarters = hundreds | (halves &- hundreds &* 100) &<< 16
        let tens = (quarters &* 103) &>> 10 & 0x000F_000F_000F_000F
        return tens | (quarters &- tens &* 10) &<< 8
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
