import AtalayaLogs
import Testing

@Suite("The time of a record")
struct LogTimeTests {
    @Test("Nanoseconds of a second and more carry into the seconds")
    func nanosecondsCarry() {
        #expect(LogTime(seconds: 5, nanoseconds: 2_500_000_000) == LogTime(seconds: 7, nanoseconds: 500_000_000))
        #expect(LogTime(seconds: .max, nanoseconds: .max).seconds == .max)
    }

    @Test("Times are ordered by seconds, then by nanoseconds")
    func order() {
        let times = [
            LogTime(seconds: 2), LogTime(seconds: 1, nanoseconds: 9), LogTime(seconds: -1), LogTime(seconds: 1),
        ]
        #expect(times.sorted().map(\.seconds) == [-1, 1, 1, 2])
        #expect(LogTime(seconds: 1) < LogTime(seconds: 1, nanoseconds: 9))
    }
}
