import Atalaya
import AtalayaTesting
import Testing

@Suite("Readings and their changes")
struct SampleReadingsTests {
    private let registry = MetricsRegistry()

    @Test("a series is found however its labels are ordered, and only as a whole")
    func lookup() throws {
        try self.registry.makeCounter(
            .counter("a_total", help: "A.", labels: [LabelDescriptor("x"), LabelDescriptor("y")]),
            labels: ["x": "1", "y": "\"2\""]
        ).increment(by: 5)
        let readings = SampleReadings(self.registry)
        #expect(readings[#"a_total{y="\"2\"",x="1"}"#] == 5)
        #expect(readings[#"a_total{x="1"}"#] == nil)
        #expect(readings["a_total"] == nil)
        #expect(readings["no series {"] == nil)
        #expect(readings[""] == nil)
    }

    @Test("changes are what differs; new series count from zero")
    func changes() throws {
        let counter = try self.registry.makeCounter(.counter("a_total", help: "A."))
        let gauge = try self.registry.makeGauge(.gauge("b", help: "B."))
        let still = try self.registry.makeGauge(.gauge("still", help: "Still."))
        gauge.set(10)
        still.set(.infinity)
        counter.increment()
        let before = SampleReadings(self.registry)
        counter.increment(by: 2)
        gauge.set(4)
        try self.registry.makeCounter(.counter("new_total", help: "New.")).increment(by: 7)
        let changes = SampleReadings(self.registry).changes(since: before)
        #expect(changes.description == "a_total 2\nb -6\nnew_total 7")
        #expect(changes["still"] == nil)
    }

    @Test("an operation is held to the changes it makes")
    func during() async throws {
        let jobs = try self.registry.makeCounterFamily(
            .counter("jobs_total", help: "Jobs.", labels: [LabelDescriptor("result")]))
        jobs.with("ok").increment(by: 40)
        let value = try await expect(self.registry, changesBy: #"jobs_total{result="ok"} 1"#) {
            jobs.with("ok").increment()
            return 5
        }
        #expect(value == 5)
        let failure = await #expect(throws: ExpectationFailure.self) {
            try await expect(self.registry, changesBy: #"jobs_total{result="ok"} 1"#) {
                jobs.with("ok").increment(by: 2)
                jobs.with("failed").increment()
            }
        }
        #expect(
            failure?.differences == [
                #"differs     jobs_total{result="ok"}: expected 1, is 2"#,
                #"unexpected  jobs_total{result="failed"} 1"#,
            ])
    }
}
