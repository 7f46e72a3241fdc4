import AtalayaLogs
import Testing

@Suite("Reading times")
struct TimeFormatTests {
    @Test(
        "RFC 3339 times",
        arguments: [
            ("1970-01-01T00:00:00Z", Int64(0), UInt32(0)), ("2015-09-07T01:23:04.5Z", 1_441_588_984, 500_000_000),
            ("2015-09-07T03:23:04.500+02:00", 1_441_588_984, 500_000_000),
            ("2015-09-06 20:53:04.5-04:30", 1_441_588_984, 500_000_000),
            ("2015-09-07t01:23:04.5z", 1_441_588_984, 500_000_000),
            ("2026-03-01T12:00:00.123456789Z", 1_772_366_400, 123_456_789),
            ("2026-03-01T12:00:00.1234567899999Z", 1_772_366_400, 123_456_789),
            ("2000-02-29T00:00:00Z", 951_782_400, 0),
            ("2024-02-29T23:59:59Z", 1_709_251_199, 0), ("1969-12-31T23:59:59.25Z", -1, 250_000_000),
            ("2016-12-31T23:59:60Z", 1_483_228_800, 0), ("0000-01-01T00:00:00Z", -62_167_219_200, 0),
            ("9999-12-31T23:59:59Z", 253_402_300_799, 0), ("2106-02-07T06:28:16Z", 4_294_967_296, 0),
            ("2026-03-01T12:00:00-00:00", 1_772_366_400, 0),
        ])
    func rfc3339(text: String, seconds: Int64, nanoseconds: UInt32) {
        let expected = LogTime(seconds: seconds, nanoseconds: nanoseconds)
        #expect(TimeFormat.rfc3339.time(from: .string(text)) == expected)
        #expect(TimeFormat.automatic.time(from: .string(text)) == expected)
    }

    @Test(
        "What is no time is not guessed at",
        arguments: [
            "", "now", "2026-03-01", "2026-03-01T12:00:00", "2026-3-1T12:00:00Z", "2026-13-01T12:00:00Z",
            "2026-00-01T12:00:00Z",
            "2025-02-29T12:00:00Z", "1900-02-29T12:00:00Z", "2026-04-31T12:00:00Z", "2026-03-01T24:00:00Z",
            "2026-03-01T12:60:00Z", "2026-03-01T12:00:61Z", "2026-03-01T12:00:00.Z", "2026-03-01T12:00:00+2:00",
            "2026-03-01T12:00:00+24:00", "2026-03-01T12:00:00Zx", "2026-03-01T12:00:00 Z", "-026-03-01T12:00:00Z",
            "1.5.2",
            "1e9", ".5", "5.", "-", "--1", "12345678901234567890", "1.x",
        ])
    func noTime(text: String) {
        for format in TimeFormat.all { #expect(format.time(from: .string(text)) == nil, "\(format.name)") }
    }

    @Test("Days agree with counting them one by one")
    func everyDay() {
        var seconds: Int64 = -62_167_219_200
        for year in 0...2_400 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (month, days) in zip(1..., [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
                let date = "\(Self.padded(year, 4))-\(Self.padded(month, 2))"
                let first = TimeFormat.rfc3339.time(from: .string("\(date)-01T00:00:00Z"))
                let last = TimeFormat.rfc3339.time(from: .string("\(date)-\(days)T00:00:00Z"))
                guard first?.seconds == seconds, last?.seconds == seconds + Int64(days - 1) * 86_400 else {
                    Issue.record("\(date)")
                    return
                }
                seconds += Int64(days) * 86_400
            }
        }
    }

    static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: width - digits.count) + digits
    }

    @Test(
        "Epoch times keep the precision they are written with",
        arguments: [
            ("epoch_seconds", LogValue.integer(1_441_588_984), Int64(1_441_588_984), UInt32(0)),
            ("epoch_seconds", .double(1_441_588_984.5), 1_441_588_984, 500_000_000),
            ("epoch_seconds", .double(1_441_588_984.123456), 1_441_588_984, 123_456_000),
            ("epoch_seconds", .string("1441588984.123456789"), 1_441_588_984, 123_456_789),
            ("epoch_seconds", .string("1441588984.1234567890123"), 1_441_588_984, 123_456_789),
            ("epoch_seconds", .string("-0.25"), -1, 750_000_000), ("epoch_seconds", .integer(-1), -1, 0),
            ("epoch_milliseconds", .integer(1_441_588_984_500), 1_441_588_984, 500_000_000),
            ("epoch_milliseconds", .string("1441588984500.25"), 1_441_588_984, 500_250_000),
            ("epoch_milliseconds", .integer(-1), -1, 999_000_000),
            ("epoch_microseconds", .integer(1_441_588_984_500_001), 1_441_588_984, 500_001_000),
            ("epoch_nanoseconds", .integer(1_441_588_984_500_000_001), 1_441_588_984, 500_000_001),
            ("automatic", .integer(1_441_588_984), 1_441_588_984, 0),
            ("automatic", .integer(1_441_588_984_500), 1_441_588_984, 500_000_000),
            ("automatic", .integer(1_441_588_984_500_001), 1_441_588_984, 500_001_000),
            ("automatic", .integer(1_441_588_984_500_000_001), 1_441_588_984, 500_000_001),
            ("automatic", .double(1_441_588_984_500.25), 1_441_588_984, 500_250_000),
            ("automatic", .string("1441588984.5"), 1_441_588_984, 500_000_000),
        ])
    func epoch(format: String, value: LogValue, seconds: Int64, nanoseconds: UInt32) throws {
        let time = try #require(TimeFormat.named(format)).time(from: value)
        #expect(time == LogTime(seconds: seconds, nanoseconds: nanoseconds))
    }

    @Test(
        "Numbers beyond any time, and values that are no numbers, are no time",
        arguments: [
            LogValue.double(.nan), .double(.infinity), .double(1e300), .null, .bool(true), .array([]), .map([]),
            .unsigned(.max),
        ])
    func noNumber(value: LogValue) {
        for format in TimeFormat.all { #expect(format.time(from: value) == nil, "\(format.name)") }
    }

    @Test(
        "Extreme integers are read without a trap", arguments: [Int64.min, .max],
        TimeFormat.all.map(\.name).filter { $0 != "rfc3339" })
    func extremes(integer: Int64, format: String) throws {
        let time = try #require(TimeFormat.named(format)?.time(from: .integer(integer)))
        #expect(time.nanoseconds < 1_000_000_000)
    }
}
