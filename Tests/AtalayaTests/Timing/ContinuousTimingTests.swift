import Atalaya
import Testing

@Suite("Timing by the continuous clock")
struct ContinuousTimingTests {
    private struct Failure: Error {}

    @Test("Work is timed, whether it succeeds or throws, waits or not")
    func time() async throws {
        let histogram = try MetricsRegistry().makeHistogram(.histogram("h_seconds", help: "", unit: .seconds))
        #expect(histogram.time { 7 } == 7)
        #expect(throws: Failure.self) { try histogram.time { () throws(Failure) in throw Failure() } }
        await histogram.time { await Task.yield() }
        #expect(histogram.snapshot().count == 3)
        #expect(histogram.snapshot().sum > 0)
    }
}
