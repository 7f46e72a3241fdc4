import AtalayaLogs
import Testing

@Suite("The level of compression that follows what is scarce")
struct CompressionControllerTests {
    private static func run(
        _ controller: inout CompressionController, chunks: Int, wasFull: Bool, processorShare: Double,
        _ conditions: CompressionConditions = CompressionConditions()
    ) {
        for _ in 0..<chunks {
            controller.sealed(wasFull: wasFull, processorShare: processorShare, conditions)
        }
    }

    @Test("A source that is only waiting for the processor gets level 1, and the usual one when it is quiet again")
    func processorBound() {
        var controller = CompressionController(usualLevel: 6)
        Self.run(&controller, chunks: 3, wasFull: true, processorShare: 0.9)
        #expect(controller.level == 6)
        Self.run(&controller, chunks: 1, wasFull: true, processorShare: 0.9)
        #expect(controller.level == 5)
        Self.run(&controller, chunks: 100, wasFull: true, processorShare: 0.9)
        #expect(controller.level == 1)
        Self.run(&controller, chunks: 100, wasFull: false, processorShare: 0.01)
        #expect(controller.level == 6)
    }

    @Test("While chunks wait for the way out they are made as small as can be, and no smaller when they do not")
    func networkBound() {
        var controller = CompressionController(usualLevel: 6)
        Self.run(&controller, chunks: 100, wasFull: true, processorShare: 0.9, CompressionConditions(backlog: 0.9))
        #expect(controller.level == 9)
        Self.run(&controller, chunks: 100, wasFull: false, processorShare: 0.1)
        #expect(controller.level == 6)
    }

    @Test("A quota that is used up counts at once, and before everything else")
    func throttled() {
        var controller = CompressionController(usualLevel: 6)
        let conditions = CompressionConditions(backlog: 1, isThrottled: true)
        Self.run(&controller, chunks: 2, wasFull: true, processorShare: 0.1, conditions)
        #expect(controller.level == 4)
        Self.run(&controller, chunks: 20, wasFull: true, processorShare: 0.1, conditions)
        #expect(controller.level == 1)
    }

    @Test("Conditions that change from chunk to chunk move nothing")
    func noSwinging() {
        var controller = CompressionController(usualLevel: 5)
        for round in 0..<400 {
            let backlog = round % 3 == 0 ? 0.9 : 0.1
            controller.sealed(
                wasFull: true, processorShare: 0.9, CompressionConditions(backlog: backlog))
        }
        #expect(controller.level == 5)
    }

    @Test("The level stays from 1 to 9 whatever happens", arguments: [-5, 1, 6, 9, 100], 0..<10)
    func bounds(usualLevel: Int, seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        var controller = CompressionController(usualLevel: usualLevel)
        var seen: Set<Int> = []
        for _ in 0..<2_000 {
            controller.sealed(
                wasFull: Bool.random(using: &random), processorShare: Double.random(in: 0...1, using: &random),
                CompressionConditions(
                    backlog: Double.random(in: 0...1, using: &random),
                    isThrottled: Int.random(in: 0..<20, using: &random) == 0))
            seen.insert(controller.level)
        }
        #expect(seen.isSubset(of: Set(1...9)))
        #expect(seen.count > 1)
    }
}
