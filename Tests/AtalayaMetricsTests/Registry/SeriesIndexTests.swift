@testable import AtalayaMetrics
import Testing

struct SeriesIndexTests {
    @Test("Random insertions and removals find what a dictionary finds")
    func model() {
        var generator = SeededGenerator(seed: 11)
        var index = SeriesIndex()
        var model: [[String]: Int] = [:]
        for _ in 0..<30_000 {
            let values = (0..<2).map { _ in "\(Int.random(in: 0..<40, using: &generator))" }
            let hash = SeriesIndex.hash(values, order: nil)
            let found = index.position(of: values, order: nil, hash: hash)
            #expect(found == model[values])
            if let found, Bool.random(using: &generator) {
                index.remove(at: found)
                model[values] = nil
            } else if found == nil {
                let position = index.insert(LabelSchema.key(values, order: nil), hash: hash)
                #expect(!model.values.contains(position))
                model[values] = position
            }
            #expect(index.count == model.count)
        }
    }

    @Test("Keys whose hashes are equal are told apart")
    func collisions() {
        var index = SeriesIndex()
        // Bytes decide: "é" in its two spellings is two values, and so are values cut at different places.
        let keys = [["é", ""], ["e\u{301}", ""], ["ab", "c"], ["a", "bc"], ["", "abc"], ["abc", ""], ["", ""]]
        for (position, values) in keys.enumerated() {
            #expect(index.position(of: values, order: nil, hash: 5) == nil)
            #expect(index.insert(LabelSchema.key(values, order: nil), hash: 5) == position)
        }
        for (position, values) in keys.enumerated() {
            #expect(index.position(of: values, order: nil, hash: 5) == position)
            #expect(index.position(of: values.reversed(), order: [1, 0], hash: 5) == position)
        }
    }

    @Test("Lookups beside insertions and removals give each series one instrument, and lose no increment")
    func concurrent() async throws {
        let registry = MetricsRegistry(configuration: .bare)
        let family = try registry.makeCounterFamily(
            .counter("jobs_total", help: "", labels: [LabelDescriptor("a"), LabelDescriptor("b")]))
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for round in 0..<2_000 {
                        family.with("kept", "\(round % 100)").increment()
                        family.with("brief \(task)", "\(round % 7)").increment()
                        if round % 3 == 0 { family.remove(labels: ["a": "brief \(task)", "b": "\(round % 7)"]) }
                    }
                }
            }
        }
        for value in 0..<100 { #expect(family.with("kept", "\(value)").value == 8 * 20) }
        #expect(registry.rejectionCount(.seriesLimit) == 0)
        #expect(registry.snapshot()["jobs_total"]?.series.count == registry.seriesCount)
    }
}
