import Testing

@testable import AtalayaMetrics

struct EscapedLabelsTests {
    @Test("A label set is made again from its escaped text, whatever is in it")
    func again() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<2_000 {
            let count = Int.random(in: 0...4, using: &generator)
            let set = try LabelSet(
                utf8: (0..<count).map { ("l\($0)" + generator.text(upTo: 2), generator.text(upTo: 5)) }
                    .map { (key: $0.0, value: $0.1) })
            let other = LabelSet(escaped: set.escaped[...])
            #expect(other == set)
            #expect(other.pairs.map { Array($0.name.utf8) } == set.pairs.map { Array($0.name.utf8) })
            #expect(other.pairs.map { Array($0.value.utf8) } == set.pairs.map { Array($0.value.utf8) })
            #expect(other.hasLegacyNames == set.hasLegacyNames)
        }
    }
}
