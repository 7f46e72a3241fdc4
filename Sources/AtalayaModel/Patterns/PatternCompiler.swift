/// Compiles a tree to a program, from its end to its start: each part is told what follows it.
struct PatternCompiler {
    private var program = PatternProgram()
    private let limits: PatternLimits

    /// - Throws: `.tooLarge` for a program beyond the limit.
    static func compile(
        _ node: PatternNode, captureCount: Int, limits: PatternLimits
    ) throws(PatternError) -> PatternProgram {
        var compiler = PatternCompiler(limits: limits)
        let end = try compiler.add(.save(1, next: 0))
        let body = try compiler.compile(node, next: end)
        let start = try compiler.add(.save(0, next: body))
        // In front of a search stands a loop over any bytes, which prefers to begin the match.
        let loop = try compiler.add(.split(start, 0))
        let skip = try compiler.add(.byte(0x00, 0xFF, next: loop))
        compiler.program.steps[Int(loop)] = .split(start, skip)
        compiler.program.anchoredStart = start
        compiler.program.searchingStart = loop
        compiler.program.slotCount = 2 * (captureCount + 1)
        compiler.program.classify()
        return compiler.program
    }

    private init(limits: PatternLimits) { self.limits = limits }

    private mutating func add(_ step: PatternProgram.Step) throws(PatternError) -> Int32 {
        guard program.steps.count + program.ranges.count < limits.stepsMax else {
            throw PatternError(.tooLarge, "the pattern has more than \(limits.stepsMax) steps", offset: 0)
        }
        program.steps.append(step)
        return Int32(program.steps.count - 1)
    }

    private mutating func compile(_ node: PatternNode, next: Int32) throws(PatternError) -> Int32 {
        switch node {
        case .empty: return next
        case .character(let scalar): return try compile(ScalarSet(scalar), next: next)
        case .characters(let set): return try compile(set, next: next)
        case .assertion(let assertion): return try add(.assertion(assertion, next: next))
        case .capture(let index, let node):
            let end = try add(.save(Int32(2 * index + 3), next: next))
            return try add(.save(Int32(2 * index + 2), next: try compile(node, next: end)))
        case .concatenation(let nodes):
            var next = next
            for node in nodes.reversed() { next = try compile(node, next: next) }
            return next
        case .alternation(let nodes):
            var start: Int32?
            for node in nodes.reversed() {
                let branch = try compile(node, next: next)
                start = if let start { try add(.split(branch, start)) } else { branch }
            }
            return start ?? next
        case .repetition(let node, let least, let most, let isGreedy):
            return try compile(node, least: least, most: most, isGreedy: isGreedy, next: next)
        }
    }

    private mutating func compile(
        _ node: PatternNode, least: Int, most: Int?, isGreedy: Bool, next: Int32
    ) throws(PatternError) -> Int32 {
        var start = next
        var least = least
        if let most {
            // x{2,4} is xx(x(x)?)?
            for _ in 0..<(most - least) {
                start = try choice(of: try compile(node, next: start), or: next, isGreedy: isGreedy)
            }
        } else if least > 0 {
            start = try loop(node, isGreedy: isGreedy, next: next)
            least -= 1
        } else if node.isNullable {
            // (a|)* is ((a|)+)?: otherwise an empty turn would be preferred to leaving.
            let body = try loop(node, isGreedy: isGreedy, next: next)
            start = try choice(of: body, or: next, isGreedy: isGreedy)
        } else {
            let split = try add(.split(next, next))
            let body = try compile(node, next: split)
            program.steps[Int(split)] = isGreedy ? .split(body, next) : .split(next, body)
            start = split
        }
        for _ in 0..<least {
            let copy = try compile(node, next: start)
            // A node without steps needs no copies; there may be a thousand to the power of the groups' depth of them.
            if copy == start { break }
            start = copy
        }
        return start
    }

    /// Once, and then as often as it goes.
    private mutating func loop(_ node: PatternNode, isGreedy: Bool, next: Int32) throws(PatternError) -> Int32 {
        let split = try add(.split(next, next))
        let body = try compile(node, next: split)
        program.steps[Int(split)] = isGreedy ? .split(body, next) : .split(next, body)
        return body
    }

    private mutating func choice(
        of first: Int32, or second: Int32, isGreedy: Bool
    ) throws(PatternError) -> Int32 {
        try add(isGreedy ? .split(first, second) : .split(second, first))
    }

    // MARK: Characters

    /// A set of characters as a tree over the bytes of their UTF-8 forms. Common tails are made once.
    private mutating func compile(_ set: ScalarSet, next: Int32) throws(PatternError) -> Int32 {
        var sequences: [[ClosedRange<UInt8>]] = []
        for range in set.ranges { UTF8Sequences.append(range, to: &sequences) }
        var made: [PatternProgram.Step: Int32] = [:]
        return try compile(sequences[...], depth: 0, next: next, made: &made)
    }

    /// Sequences are in order; those with the same first byte stand together, and first ranges never overlap partly.
    private mutating func compile(
        _ sequences: ArraySlice<[ClosedRange<UInt8>]>, depth: Int, next: Int32,
        made: inout [PatternProgram.Step: Int32]
    ) throws(PatternError) -> Int32 {
        var row: [PatternProgram.ByteRange] = []
        var start = sequences.startIndex
        while start < sequences.endIndex {
            let first = sequences[start][depth]
            var end = start + 1
            while end < sequences.endIndex, sequences[end][depth] == first { end += 1 }
            let target =
                sequences[start].count == depth + 1
                ? next : try compile(sequences[start..<end], depth: depth + 1, next: next, made: &made)
            if let last = row.last, last.next == target, Int(last.high) + 1 == Int(first.lowerBound) {
                row[row.count - 1].high = first.upperBound
            } else {
                row.append(PatternProgram.ByteRange(low: first.lowerBound, high: first.upperBound, next: target))
            }
            start = end
        }
        if row.count == 1 {
            let step = PatternProgram.Step.byte(row[0].low, row[0].high, next: row[0].next)
            if let known = made[step] { return known }
            let index = try add(step)
            made[step] = index
            return index
        }
        let step = PatternProgram.Step.bytes(first: Int32(program.ranges.count), count: Int32(row.count))
        program.ranges += row
        return try add(step)
    }
}
