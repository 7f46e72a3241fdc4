/// Runs a program over a text and notes where the captures are.
///
/// All ways through the program are followed at once, in the order of preference, each with its own notes. There are
/// never more of them than steps, so time is linear in the text however the pattern is written.
struct PikeMachine: Sendable {
    /// Ways that stand before the same byte: their steps in order of preference, and their notes.
    private struct Ways: Sendable {
        var steps: [Int32] = []
        /// Which of `steps` a step is; only right where `steps` agrees.
        var places: [Int32]
        /// Notes of each way, one row each.
        var slots: [Int32]

        init(stepCount: Int, slotCount: Int) {
            places = [Int32](repeating: 0, count: stepCount)
            slots = [Int32](repeating: -1, count: stepCount * slotCount)
        }

        func contains(_ step: Int32) -> Bool {
            let place = Int(places[Int(step)])
            return place < steps.count && steps[place] == step
        }
    }

    private enum Visit {
        case step(Int32)
        case restore(slot: Int32, value: Int32)
    }

    private var now: Ways
    private var later: Ways
    private var stack: [Visit] = []
    private var notes: [Int32]
    /// Notes of the match found last.
    private(set) var found: [Int32] = []

    init(_ program: PatternProgram) {
        now = Ways(stepCount: program.steps.count, slotCount: program.slotCount)
        later = now
        notes = [Int32](repeating: -1, count: program.slotCount)
    }

    /// Finds the match that is preferred among those that begin first, at `start` or, unless `isAnchored`, behind it.
    ///
    /// - Returns: whether there is one; then ``found`` says where.
    mutating func run(
        _ program: PatternProgram, _ text: Span<UInt8>, from start: Int, isAnchored: Bool
    ) -> Bool {
        let slotCount = program.slotCount
        now.steps.removeAll(keepingCapacity: true)
        later.steps.removeAll(keepingCapacity: true)
        var isMatched = false
        var position = start
        var before: UInt8? = start > 0 ? text[start - 1] : nil
        while true {
            let byte: UInt8? = position < text.count ? text[position] : nil
            let facts = PlaceFacts(before: before, after: byte)
            // A way that begins here is preferred less than all that began earlier.
            if !isMatched, !isAnchored || position == start {
                for index in notes.indices { notes[index] = -1 }
                follow(program, program.anchoredStart, at: position, facts, slotCount: slotCount)
            }
            if now.steps.isEmpty { break }
            // Ways are taken one by one; what the preferred ones of them reach is taken first.
            var index = 0
            while index < now.steps.count {
                let step = now.steps[index]
                if case .match = program.steps[Int(step)] {
                    keep(row: index, slotCount: slotCount)
                    isMatched = true
                    break
                }
                index += 1
            }
            let limit = index
            guard let byte else { break }
            let nextByte: UInt8? = position + 1 < text.count ? text[position + 1] : nil
            let nextFacts = PlaceFacts(before: byte, after: nextByte)
            swap(&now, &later)
            now.steps.removeAll(keepingCapacity: true)
            for index in 0..<limit {
                guard let target = program.next(after: byte, at: later.steps[index]) else { continue }
                for slot in 0..<slotCount { notes[slot] = later.slots[index * slotCount + slot] }
                follow(program, target, at: position + 1, nextFacts, slotCount: slotCount)
            }
            position += 1
            before = byte
        }
        return isMatched
    }

    private mutating func keep(row: Int, slotCount: Int) {
        found.removeAll(keepingCapacity: true)
        for slot in 0..<slotCount { found.append(now.slots[row * slotCount + slot]) }
    }

    /// Adds the ways that lead from a step without taking a byte, the preferred ones first.
    private mutating func follow(
        _ program: PatternProgram, _ start: Int32, at position: Int, _ facts: PlaceFacts, slotCount: Int
    ) {
        stack.removeAll(keepingCapacity: true)
        stack.append(.step(start))
        while let visit = stack.popLast() {
            switch visit {
            case .restore(let slot, let value):
                notes[Int(slot)] = value
            case .step(let step):
                guard !now.contains(step) else { continue }
                let row = now.steps.count
                now.places[Int(step)] = Int32(row)
                now.steps.append(step)
                switch program.steps[Int(step)] {
                case .split(let first, let second):
                    stack.append(.step(second))
                    stack.append(.step(first))
                case .save(let slot, let next):
                    stack.append(.restore(slot: slot, value: notes[Int(slot)]))
                    notes[Int(slot)] = Int32(truncatingIfNeeded: position)
                    stack.append(.step(next))
                case .assertion(let assertion, let next):
                    if facts.holds(assertion) { stack.append(.step(next)) }
                case .match, .byte, .bytes:
                    for slot in 0..<slotCount { now.slots[row * slotCount + slot] = notes[slot] }
                }
            }
        }
    }
}
