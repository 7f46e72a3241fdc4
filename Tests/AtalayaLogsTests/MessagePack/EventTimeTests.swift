import AtalayaLogs
import Testing

struct EventTimeTests {
    private func written(_ time: LogTime) -> [UInt8] {
        var buffer: [UInt8] = []
        EventTime.write(time, into: &buffer)
        return buffer
    }

    @Test("A time is written as fixext 8 with big-endian seconds and nanoseconds")
    func golden() {
        #expect(
            written(LogTime(seconds: 1_441_588_984, nanoseconds: 500_000_000)) == hexadecimal("d700 55ece6f8 1dcd6500"))
    }

    @Test(
        "Both extension encodings and integers of seconds are read",
        arguments: [
            ("d700 55ece6f8 1dcd6500", 1_441_588_984, 500_000_000),
            ("c70800 55ece6f8 1dcd6500", 1_441_588_984, 500_000_000),
            ("ce55ece6f8", 1_441_588_984, 0), ("05", 5, 0), ("ff", -1, 0),
        ] as [(String, Int64, UInt32)])
    func read(input: String, seconds: Int64, nanoseconds: UInt32) throws {
        var reader = MessagePackReader(hexadecimal(input))
        #expect(try reader.readEventTime() == LogTime(seconds: seconds, nanoseconds: nanoseconds))
        #expect(reader.isAtEnd)
    }

    @Test(
        "Anything else is no time",
        arguments: [
            "d701 55ece6f8 1dcd6500", "c70700 55ece6f8 1dcd65", "d600 55ece6f8", "d700 55ece6f8 3b9aca00",
            "cb3ff8000000000000",
            "a131", "c0", "cfffffffffffffffff",
        ])
    func refused(input: String) {
        var reader = MessagePackReader(hexadecimal(input))
        #expect(throws: LogsError(.malformed, "", offset: 0)) { try reader.readEventTime() }
        #expect(reader.position == 0)
    }

    @Test(
        "Every time of 32 bits survives the way there and back",
        arguments: [
            LogTime(seconds: 0), LogTime(seconds: 1, nanoseconds: 999_999_999),
            LogTime(seconds: 0x7fff_ffff, nanoseconds: 1),
            LogTime(seconds: 0xffff_fffd), LogTime(seconds: 0xffff_ffff, nanoseconds: 5),
        ])
    func roundTrip(time: LogTime) throws {
        var reader = MessagePackReader(written(time))
        #expect(try reader.readEventTime() == time)
    }

    @Test("Times outside 32 bits keep their seconds", arguments: [Int64.min, -1, 0x1_0000_0000, Int64.max])
    func outside(seconds: Int64) throws {
        var reader = MessagePackReader(written(LogTime(seconds: seconds, nanoseconds: 7)))
        #expect(try reader.readEventTime() == LogTime(seconds: seconds))
    }

    @Test("Fluent Bit's group marks are never written", arguments: [0xffff_fffe, 0xffff_ffff] as [Int64])
    func groupMarks(seconds: Int64) {
        #expect(written(LogTime(seconds: seconds)).suffix(4) == [0, 0, 0, 1])
    }
}
