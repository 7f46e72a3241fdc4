import AtalayaMetrics
import Testing

@Suite("Exemplars")
struct ExemplarTests {
    @Test("Names and values have 128 code points together, whatever their bytes")
    func length() throws {
        let value = String(repeating: "é", count: 120)
        #expect(try Exemplar(labels: LabelSet([(key: "trace_id", value: value)]), value: 1).labels.pairs.count == 1)
        let longer = try LabelSet([(key: "trace_id", value: value + "é")])
        #expect(throws: MetricsError.self) { try Exemplar(labels: longer, value: 1) }
        do {
            _ = try Exemplar(labels: longer, value: 1)
        } catch {
            #expect(error.reason == .exemplarTooLong)
        }
    }

    @Test("Code points are counted, not characters")
    func combined() throws {
        // An e and an accent are one character of two code points.
        let labels = try LabelSet([(key: "a", value: String(repeating: "e\u{301}", count: 64))])
        #expect(throws: MetricsError.self) { try Exemplar(labels: labels, value: 1) }
    }

    @Test("An exemplar may do without labels and without a time")
    func bare() throws {
        #expect(try Exemplar(labels: .empty, value: 2).timestamp == nil)
    }
}
