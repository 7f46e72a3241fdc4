// Design
//
// Each pattern is an automaton over bytes. Walking all of them at once, a state is the steps at which each of them
// stands. The walk goes breadth first, so the first state in which every pattern says what it should is reached by a
// shortest text; when no state is left, there is no such text. Bytes that no pattern tells apart are tried once.

/// Questions about all texts that patterns match, answered without trying texts.
public enum PatternLanguage {
    /// The number of steps after which an answer is no longer looked for: some milliseconds of work.
    public static let workMax = 400_000

    /// A shortest text that all of some patterns match as a whole, and none of others; `nil` when there is none.
    ///
    /// ```swift
    /// try PatternLanguage.example(matching: [Pattern("a|b")], excluding: [Pattern("a"), Pattern("b")])  // nil
    /// ```
    ///
    /// - Parameters:
    ///   - matching: None: any text is fine.
    ///   - excluding: Patterns that must not match the whole text.
    ///   - workMax: The bound on the steps looked at.
    /// - Throws: `PatternError.Code.tooLarge` when the bound is reached before the answer is known.
    public static func example(
        matching: [Pattern], excluding: [Pattern] = [], workMax: Int = workMax
    ) throws(PatternError) -> String? {
        var work = workMax
        return try example(matching: matching, excluding: excluding, workLeft: &work)
    }

    /// As ``example(matching:excluding:workMax:)``, for several questions with one bound.
    ///
    /// - Parameter workLeft: The bound; what the answer took is taken from it, also of one that was not found.
    public static func example(
        matching: [Pattern], excluding: [Pattern], workLeft: inout Int
    ) throws(PatternError) -> String? {
        // What is no UTF-8 is no text; a pattern of any characters says so.
        var wanted = [try Pattern(".*", options: [.whole, .dotMatchesNewline])]
        for pattern in matching { wanted.append(try pattern.ofWhole()) }
        var unwanted: [Pattern] = []
        for pattern in excluding { unwanted.append(try pattern.ofWhole()) }
        var walk = LanguageWalk(
            (wanted + unwanted).map(\.program), wantedCount: wanted.count, workLeft: max(0, workLeft))
        defer { workLeft = max(0, walk.workLeft) }
        return try walk.shortest().map { String(decoding: $0, as: UTF8.self) }
    }
}

extension Pattern {
    fileprivate func ofWhole() throws(PatternError) -> Pattern {
        options.contains(.whole) ? self : try Pattern(source, options: options.union(.whole))
    }
}

private struct LanguageWalk {
    private struct State: Hashable {
        /// The steps at which each automaton stands, in order.
        var steps: [[Int32]]
        /// The byte to the left, or one that is the same to every assertion.
        var left: UInt8?
    }

    private let programs: [PatternProgram]
    /// The first programs have to match, the others must not.
    private let wantedCount: Int
    /// One byte of those that no program tells apart: letters first, so that examples can be read.
    private let bytes: [UInt8]
    private(set) var workLeft: Int

    init(_ programs: [PatternProgram], wantedCount: Int, workLeft: Int) {
        self.programs = programs
        self.wantedCount = wantedCount
        self.workLeft = workLeft
        let readable = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./: ".utf8)
        var seen = Set<[UInt8]>()
        bytes = (readable + (0...255).map { UInt8($0) }).filter { byte in
            seen.insert(programs.map { $0.classes[Int(byte)] }).inserted
        }
    }

    mutating func shortest() throws(PatternError) -> [UInt8]? {
        var states = [State(steps: programs.map { [$0.anchoredStart] }, left: nil)]
        var origins: [(state: Int, byte: UInt8)] = [(0, 0)]
        var known = Set(states)
        var index = 0
        while index < states.count {
            let state = states[index]
            if try isRight(state) { return text(to: index, origins) }
            for byte in bytes {
                guard let next = try self.state(after: byte, from: state), known.insert(next).inserted else { continue }
                states.append(next)
                origins.append((index, byte))
            }
            index += 1
        }
        return nil
    }

    private func text(to end: Int, _ origins: [(state: Int, byte: UInt8)]) -> [UInt8] {
        var bytes: [UInt8] = []
        var index = end
        while index != 0 {
            bytes.append(origins[index].byte)
            index = origins[index].state
        }
        return bytes.reversed()
    }

    /// Whether the text that ends here is one of those looked for.
    private mutating func isRight(_ state: State) throws(PatternError) -> Bool {
        let facts = PlaceFacts(before: state.left, after: nil)
        for index in programs.indices {
            let ends = try ways(programs[index], state.steps[index], facts)
            let isMatch = ends.contains { if case .match = programs[index].steps[Int($0)] { true } else { false } }
            if isMatch != (index < wantedCount) { return false }
        }
        return true
    }

    /// `nil` when no longer text can be right.
    private mutating func state(after byte: UInt8, from state: State) throws(PatternError) -> State? {
        let facts = PlaceFacts(before: state.left, after: byte)
        var next = State(steps: [], left: Self.left(of: byte))
        next.steps.reserveCapacity(programs.count)
        for index in programs.indices {
            let program = programs[index]
            var targets = Set<Int32>()
            for step in try ways(program, state.steps[index], facts) {
                if let target = program.next(after: byte, at: step) { targets.insert(target) }
            }
            if targets.isEmpty, index < wantedCount { return nil }
            next.steps.append(targets.sorted())
        }
        return next
    }

    /// The steps that can be reached at a place without taking a byte.
    private mutating func ways(
        _ program: PatternProgram, _ starts: [Int32], _ facts: PlaceFacts
    ) throws(PatternError) -> [Int32] {
        var seen = Set<Int32>()
        var stack = starts
        var found: [Int32] = []
        while let step = stack.popLast() {
            guard seen.insert(step).inserted else { continue }
            workLeft -= 1
            switch program.steps[Int(step)] {
            case .split(let first, let second): stack += [first, second]
            case .save(_, let next): stack.append(next)
            case .assertion(let assertion, let next): if facts.holds(assertion) { stack.append(next) }
            case .match, .byte, .bytes: found.append(step)
            }
        }
        guard workLeft > 0 else {
            throw PatternError(.tooLarge, "the patterns are too large to be compared", offset: 0)
        }
        return found
    }

    private static func left(of byte: UInt8) -> UInt8 {
        byte == 0x0A ? byte : PlaceFacts.isWord(byte) ? 0x61 : 0x20
    }
}
