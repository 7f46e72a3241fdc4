@testable import AtalayaMetrics
import Testing

struct LineCursorTests {
    private func written(_ value: UInt64) -> String {
        var buffer = Array("<".utf8)
        LineCursor.append(bytesMax: 20, to: &buffer) { $0.write(value) }
        return String(decoding: buffer.dropFirst(), as: UTF8.self)
    }

    @Test("Whole numbers of every length are written as Swift writes them")
    func digits() {
        var power: UInt64 = 1
        for _ in 0..<20 {
            for value in [power - 1, power, power + 1, power &* 9, power &* 5 + 7] {
                #expect(written(value) == "\(value)")
            }
            power = power.multipliedReportingOverflow(by: 10).partialValue
        }
        #expect(written(.max) == "\(UInt64.max)")
        for value in 0..<10_000 as Range<UInt64> where written(value) != "\(value)" {
            Issue.record("\(value) is written as \(written(value))")
        }
    }

    @Test("Pieces follow what was there, and one another")
    func pieces() {
        var buffer = Array("before ".utf8)
        LineCursor.append(bytesMax: 100, to: &buffer) { cursor in
            cursor.copy(Array("abcdef".utf8), 2..<4)
            cursor.write(UInt8(ascii: "|"))
            cursor.copy([])
            cursor.copy(Array("end".utf8))
        }
        #expect(String(decoding: buffer, as: UTF8.self) == "before cd|end")
    }

    @Test("What was written can be written again")
    func again() {
        var buffer = Array("before ".utf8)
        LineCursor.append(bytesMax: 100, to: &buffer) { cursor in
            let start = cursor.position
            cursor.copy(Array("abc".utf8))
            cursor.copyAgain(from: start, count: 3)
            cursor.copyAgain(from: start + 1, count: 2)
            cursor.copyAgain(from: start, count: 0)
        }
        #expect(String(decoding: buffer, as: UTF8.self) == "before abcabcbc")
    }

    @Test(
        "A point after the first digits, where there are digits behind it",
        arguments: [
            (1, 1, "1"), (12, 1, "1.2"), (12, 2, "12"), (123_456, 3, "123.456"),
            (12_345_678_901_234_567, 1, "1.2345678901234567"),
            (12_345_678_901_234_567, 16, "1234567890123456.7"),
        ] as [(UInt64, Int, String)])
    func point(digits: UInt64, point: Int, expected: String) {
        var buffer: [UInt8] = []
        LineCursor.append(bytesMax: 21, to: &buffer) { $0.write(digits, pointAfter: point) }
        #expect(String(decoding: buffer, as: UTF8.self) == expected)
    }

    @Test("Room that is filled to the last byte is enough")
    func exact() {
        var buffer: [UInt8] = []
        LineCursor.append(bytesMax: 4, to: &buffer) { cursor in
            cursor.copy([1, 2, 3])
            cursor.write(UInt8(4))
        }
        #expect(buffer == [1, 2, 3, 4])
    }

    @Test("A piece beyond the room stops the program before it is written")
    func tooMuch() async {
        await #expect(processExitsWith: .failure) {
            var buffer: [UInt8] = []
            LineCursor.append(bytesMax: 1, to: &buffer) { $0.copy(Array(repeating: 0, count: 100_000)) }
        }
    }
}
