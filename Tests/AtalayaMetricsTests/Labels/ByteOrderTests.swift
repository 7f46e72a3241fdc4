import Testing

@testable import AtalayaMetrics

struct ByteOrderTests {
    @Test("Eight bytes at a time find the order that one at a time finds")
    func model() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<5_000 {
            // Few different bytes and common beginnings, so that the difference is at any place.
            let common = (0..<Int.random(in: 0...20, using: &generator)).map { _ in UInt8(97) }
            let (left, right) = (Self.bytes(after: common, &generator), Self.bytes(after: common, &generator))
            #expect(ByteOrder.precedes(left[...], right[...]) == left.lexicographicallyPrecedes(right))
        }
    }

    private static func bytes(after common: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        common
            + (0..<Int.random(in: 0...10, using: &generator)).map { _ in
                [0, 97, 255].randomElement(using: &generator) ?? 0
            }
    }
}
