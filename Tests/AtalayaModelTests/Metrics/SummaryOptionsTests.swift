import AtalayaModel
import Testing

@Suite("Summary options")
struct SummaryOptionsTests {
    @Test("Quantiles are put in order")
    func order() throws {
        #expect(try SummaryOptions(quantiles: [0.9, 0, 1, 0.5]).quantiles == [0, 0.5, 0.9, 1])
        #expect(try SummaryOptions(quantiles: [-0.0]).quantiles[0].sign == .plus)
    }

    @Test("What cannot be is thrown")
    func refusals() {
        for quantile in [-0.1, 1.1, .nan, .infinity] as [Double] {
            #expect(throws: ModelError.self) { try SummaryOptions(quantiles: [quantile]) }
        }
        #expect(throws: ModelError.self) { try SummaryOptions(quantiles: [0.5, 0.5]) }
        #expect(throws: ModelError.self) { try SummaryOptions(quantiles: (0...50).map { Double($0) / 100 }) }
        for window in [Duration.zero, .seconds(-1)] {
            #expect(throws: ModelError.self) { try SummaryOptions(quantiles: [0.5], window: window) }
        }
        for steps in [0, -1, 61, .max, .min] {
            #expect(throws: ModelError.self) { try SummaryOptions(quantiles: [0.5], steps: steps) }
        }
    }

    @Test("Only summaries have quantiles, and no label of that name")
    func descriptors() throws {
        #expect(try MetricDescriptor.summary("a", help: "A.").summary == .countAndSum)
        #expect(try MetricDescriptor.gauge("b", help: "B.").summary == nil)
        #expect(throws: ModelError.self) { try MetricDescriptor("c", kind: .gauge, help: "C.", summary: .countAndSum) }
        #expect(throws: ModelError.self) {
            try MetricDescriptor.summary("d", help: "D.", labels: [LabelDescriptor("quantile")])
        }
    }
}
