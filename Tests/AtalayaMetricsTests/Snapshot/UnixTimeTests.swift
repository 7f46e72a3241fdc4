import AtalayaMetrics
import Testing

@Suite("Unix time")
struct UnixTimeTests {
    @Test("Nanoseconds are never negative, before the epoch either")
    func components() {
        #expect(UnixTime(nanoseconds: 1_500_000_000).components == (1, 500_000_000))
        #expect(UnixTime(nanoseconds: -1).components == (-1, 999_999_999))
        #expect(UnixTime(nanoseconds: -1_000_000_000).components == (-1, 0))
        #expect(UnixTime(nanoseconds: .min).components.nanoseconds >= 0)
        #expect(UnixTime(nanoseconds: -500_000_000).seconds == -0.5)
    }

    @Test("A duration since the epoch is kept, or the nearest moment that can be told")
    func durations() {
        #expect(UnixTime(sinceEpoch: .milliseconds(1_500)).nanoseconds == 1_500_000_000)
        #expect(UnixTime(sinceEpoch: .seconds(Int64.max)) == UnixTime(nanoseconds: .max))
        #expect(UnixTime(sinceEpoch: .seconds(Int64.min)) == UnixTime(nanoseconds: .min))
        #expect(UnixTime(sinceEpoch: .seconds(1)) < UnixTime(sinceEpoch: .seconds(2)))
    }
}
