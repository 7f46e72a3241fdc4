// Design
//
// The states of a deterministic automaton are made when a text first leads to them, and remembered up to a limit: then
// all are forgotten and made again. A text costs one look into a table for each byte; in the worst case, where every
// byte leads to a new state, it costs as much as following all ways at once, which is linear too.
//
// A state is the list of steps at which the ways stand, in order of preference and cut behind the first match, and what
// is known of the place from the left: start of the text, behind a line feed, behind a word character. Assertions need
// the byte to the right as well, so they are looked at when that byte is taken. For the same reason a match shows one
// byte late: the entry of the table says that the state that is left had matched. At the end of the text an entry of its
// own takes the place of the byte.

/// Decides whether a program matches, and where the preferred match ends.
struct LazyAutomaton: Sendable {
    /// An entry of the table: the next state, and whether the match of the state that is left is complete.
    private typealias Entry = UInt32

    private static let unknown: Entry = 0
    private static let matchBit: Entry = 1 << 31
    private static let dead = 1

    private struct State: Hashable, Sendable {
        var steps: [Int32]
        /// What lies to the left: 0 a byte of no interest, 1 the start of the text, 2 a line feed, 3 a word character.
        var left: UInt8
    }

    private let width: Int
    private let statesMax: Int
    private var table: [Entry] = []
    private var states: [State] = []
    private var numbers: [State: Int] = [:]
    private var starts: [Int]
    /// Counts the turns of `mark`, so that nothing has to be cleared.
    private var turn: UInt32 = 0
    private var marks: [UInt32]
    private var stack: [Int32] = []

    init(_ program: PatternProgram, limits: PatternLimits) {
        width = program.classCount + 1
        // A state has a row of the table, and its list of steps twice.
        let stateBytes = width * 4 + min(program.steps.count, 64) * 8 + 64
        statesMax = max(16, limits.automatonBytesMax / stateBytes)
        starts = [Int](repeating: 0, count: 8)
        marks = [UInt32](repeating: 0, count: program.steps.count)
        forget()
    }

    private mutating func forget() {
        table.removeAll(keepingCapacity: true)
        states.removeAll(keepingCapacity: true)
        numbers.removeAll(keepingCapacity: true)
        for index in starts.indices { starts[index] = 0 }
        // State 0 stands for "unknown", state 1 for "nothing can match any more".
        for _ in 0...Self.dead { addState(State(steps: [], left: 0)) }
        for index in 0..<width { table[Self.dead * width + index] = Entry(Self.dead) }
    }

    @discardableResult
    private mutating func addState(_ state: State) -> Int {
        states.append(state)
        table += repeatElement(Self.unknown, count: width)
        return states.count - 1
    }

    /// The end of the preferred match among those that begin first, or `nil` when there is none.
    ///
    /// - Parameter stopsAtFirst: Whether any end will do, because only the fact matters.
    mutating func endOfMatch(
        _ program: PatternProgram, _ text: Span<UInt8>, from start: Int, isAnchored: Bool, stopsAtFirst: Bool
    ) -> Int? {
        var state = startState(program, text, at: start, isAnchored: isAnchored)
        var end: Int?
        var position = start
        while position < text.count {
            let byteClass = Int(program.classes[Int(text[position])])
            var entry = table[state &* width &+ byteClass]
            if entry == Self.unknown { entry = makeEntry(program, &state, byteClass: byteClass) }
            if entry & Self.matchBit != 0 {
                end = position
                if stopsAtFirst { return end }
            }
            state = Int(entry & ~Self.matchBit)
            if state == Self.dead { return end }
            position += 1
        }
        var entry = table[state &* width &+ width &- 1]
        if entry == Self.unknown { entry = makeEntry(program, &state, byteClass: width - 1) }
        return entry & Self.matchBit != 0 ? position : end
    }

    private mutating func startState(
        _ program: PatternProgram, _ text: Span<UInt8>, at start: Int, isAnchored: Bool
    ) -> Int {
        let left = start == 0 ? 1 : Self.left(of: text[start - 1])
        let index = Int(left) * 2 + (isAnchored ? 1 : 0)
        if starts[index] == 0 {
            let step = isAnchored ? program.anchoredStart : program.searchingStart
            starts[index] = number(of: State(steps: [step], left: left))
        }
        return starts[index]
    }

    private static func left(of byte: UInt8) -> UInt8 {
        byte == 0x0A ? 2 : PlaceFacts.isWord(byte) ? 3 : 0
    }

    private mutating func number(of state: State) -> Int {
        if let known = numbers[state] { return known }
        let number = addState(state)
        numbers[state] = number
        return number
    }

    /// Makes the entry for a class of bytes, or for the end of the text (the last class).
    ///
    /// - Parameter number: The state; it gets a new number when all states were forgotten.
    private mutating func makeEntry(_ program: PatternProgram, _ number: inout Int, byteClass: Int) -> Entry {
        if states.count >= statesMax {
            let state = states[number]
            forget()
            number = self.number(of: state)
        }
        let state = states[number]
        let byte: UInt8? = byteClass == width - 1 ? nil : program.representatives[byteClass]
        let before: UInt8? =
            switch state.left {
            case 1: nil
            case 2: 0x0A
            case 3: 0x61
            default: 0x20
            }
        let facts = PlaceFacts(before: before, after: byte)
        // First all ways at this place, then the steps that they lead to.
        var here: [Int32] = []
        begin()
        for step in state.steps { follow(program, step, facts, into: &here) }
        var targets: [Int32] = []
        var isMatch = false
        begin()
        for step in here {
            if case .match = program.steps[Int(step)] {
                isMatch = true
                // What is preferred less than a match does not count any more.
                break
            }
            guard let byte, let target = program.next(after: byte, at: step) else { continue }
            if marks[Int(target)] != turn {
                marks[Int(target)] = turn
                targets.append(target)
            }
        }
        var entry = Entry(Self.dead)
        if let byte, !targets.isEmpty {
            // Without an assertion in the program, what lies to the left makes no difference.
            let left = program.hasAssertions ? Self.left(of: byte) : 0
            entry = Entry(self.number(of: State(steps: targets, left: left)))
        }
        if isMatch { entry |= Self.matchBit }
        table[number * width + byteClass] = entry
        return entry
    }

    private mutating func begin() {
        turn &+= 1
        if turn == 0 {
            for index in marks.indices { marks[index] = 0 }
            turn = 1
        }
    }

    private mutating func follow(
        _ program: PatternProgram, _ start: Int32, _ facts: PlaceFacts, into list: inout [Int32]
    ) {
        stack.append(start)
        while let step = stack.popLast() {
            guard marks[Int(step)] != turn else { continue }
            marks[Int(step)] = turn
            switch program.steps[Int(step)] {
            case .split(let first, let second):
                stack.append(second)
                stack.append(first)
            case .save(_, let next): stack.append(next)
            case .assertion(let assertion, let next):
                if facts.holds(assertion) { stack.append(next) }
            case .match, .byte, .bytes: list.append(step)
            }
        }
    }
}
