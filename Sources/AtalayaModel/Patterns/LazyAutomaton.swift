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
//
// Captures come out of the same pass (V. Laurikari, "NFAs with tagged transitions", 2000). Each way has a row of notes,
// one for each end of a capture. What happens to the rows depends on the state and the byte alone: the third way goes on
// from the first one and notes this place as the start of a capture. So it is worked out with the entry, as a list of
// chores. Nearly all entries have none, because inside of a field every way goes on as it is.

/// Decides whether a program matches, where the preferred match ends, and on demand where its captures are.
struct LazyAutomaton: Sendable {
    /// An entry of the table: where the row of the next state begins; or, with the highest bit, which of `turns` it is.
    private typealias Entry = UInt32

    private static let special: Entry = 1 << 31
    /// The turn that is not worked out yet.
    private static let unknown: Entry = special

    /// What is more than going to the next state.
    private struct Turn: Sendable {
        var next: Entry = 0
        /// Whether the state that is left has matched.
        var isMatch = false
        /// What is done with the notes before the next state.
        var chores = 0..<0
    }

    /// A row becomes another one, and gets notes of this place.
    private struct Chore: Sendable {
        var to: Int32
        var from: Int32
        /// A bit for each note.
        var notes: UInt64
    }

    private struct State: Hashable, Sendable {
        var steps: [Int32]
        /// What lies to the left: 0 a byte of no interest, 1 the start of the text, 2 a line feed, 3 a word character.
        var left: UInt8
    }

    /// A way while an entry is made: where it stands, whose row it goes on with, what it notes at this place.
    private struct Way {
        var step: Int32
        var row: Int32
        var notes: UInt64
    }

    /// The most notes that a chore has bits for.
    static let notesMax = 64

    private let tracksCaptures: Bool
    private let width: Int
    private let bytesMax: Int
    private let stateBytes: Int
    private var table: [Entry] = []
    private var states: [State] = []
    private var numbers: [State: Int] = [:]
    private var starts: [Int]
    private var turns: [Turn] = []
    private var chores: [Chore] = []
    /// Notes of the match, then those of each way, in blocks of eight so that a row is copied by a few moves.
    private var rows: [SIMD8<Int32>] = []
    /// Blocks of a row.
    private let rowLength: Int
    /// Counts the turns of `mark`, so that nothing has to be cleared.
    private var turn: UInt32 = 0
    private var marks: [UInt32]
    private var stack: [Way] = []

    /// - Parameter tracksCaptures: Whether ``note(_:)`` is wanted; only for programs of at most ``notesMax`` notes.
    init(_ program: PatternProgram, limits: PatternLimits, tracksCaptures: Bool = false) {
        self.tracksCaptures = tracksCaptures
        width = program.classCount + 1
        // A state has a row of the table, and its list of steps twice.
        stateBytes = width * 4 + min(program.steps.count, 64) * 8 + 64
        bytesMax = max(limits.automatonBytesMax, 16 * stateBytes)
        rowLength = tracksCaptures ? (program.slotCount + 7) / 8 : 0
        starts = [Int](repeating: 0, count: 8)
        marks = [UInt32](repeating: 0, count: program.steps.count)
        forget()
    }

    private mutating func forget() {
        table.removeAll(keepingCapacity: true)
        states.removeAll(keepingCapacity: true)
        numbers.removeAll(keepingCapacity: true)
        turns.removeAll(keepingCapacity: true)
        chores.removeAll(keepingCapacity: true)
        for index in starts.indices { starts[index] = 0 }
        turns.append(Turn())
        // State 0 stands for "nothing can match any more".
        addState(State(steps: [], left: 0))
    }

    private var isFull: Bool {
        states.count * stateBytes + turns.count * MemoryLayout<Turn>.stride
            + chores.count * MemoryLayout<Chore>.stride >= bytesMax
    }

    @discardableResult
    private mutating func addState(_ state: State) -> Int {
        states.append(state)
        table += repeatElement(Self.unknown, count: width)
        makeRows(1 + state.steps.count)
        return states.count - 1
    }

    private mutating func makeRows(_ count: Int) {
        let missing = count * rowLength - rows.count
        if missing > 0 { rows += repeatElement(SIMD8(repeating: -1), count: missing) }
    }

    // MARK: Running

    /// The end of the preferred match among those that begin first, or `nil` when there is none.
    ///
    /// - Parameter stopsAtFirst: Whether any end will do, because only the fact matters.
    mutating func endOfMatch(
        _ program: PatternProgram, _ text: Span<UInt8>, from start: Int, isAnchored: Bool, stopsAtFirst: Bool
    ) -> Int? {
        var state = startState(program, text, at: start, isAnchored: isAnchored)
        for index in rowLength..<2 * rowLength { rows[index] = SIMD8(repeating: -1) }
        var end: Int?
        var position = start
        let classes = program.classes.span
        while true {
            let entry = follow(text, classes, from: &state, at: &position)
            let isEnd = position == text.count
            let byteClass = isEnd ? width - 1 : Int(classes[Int(text[position])])
            let known = entry == Self.unknown ? makeEntry(program, &state, byteClass: byteClass) : entry
            if known & Self.special != 0 {
                let turn = turns[Int(known & ~Self.special)]
                if turn.isMatch {
                    end = position
                    if stopsAtFirst { return end }
                }
                for index in turn.chores { perform(chores[index], at: position) }
                state = turn.next
            } else {
                state = known
            }
            if state == 0 || isEnd { return end }
            position += 1
        }
    }

    /// A note of the match that was found last: its place in the text, or -1.
    func note(_ index: Int) -> Int32 { rows[index >> 3][index & 7] }

    /// Goes on as long as there is nothing to do but to go on.
    ///
    /// - Returns: The entry at which there is; at the end of the text the one for that.
    private func follow(
        _ text: Span<UInt8>, _ classes: Span<UInt8>, from state: inout Entry, at position: inout Int
    ) -> Entry {
        let table = table.span
        var row = Int(state)
        var index = position
        defer {
            state = Entry(truncatingIfNeeded: row)
            position = index
        }
        while index < text.count {
            let entry = table[row &+ Int(classes[Int(text[index])])]
            if entry & Self.special != 0 { return entry }
            row = Int(entry)
            index &+= 1
        }
        return table[row &+ width &- 1]
    }

    private mutating func perform(_ chore: Chore, at position: Int) {
        let to = Int(chore.to) * rowLength
        if chore.from != chore.to {
            let from = Int(chore.from) * rowLength
            for index in 0..<rowLength { rows[to &+ index] = rows[from &+ index] }
        }
        var notes = chore.notes
        while notes != 0 {
            let note = notes.trailingZeroBitCount
            rows[to &+ note >> 3][note & 7] = Int32(truncatingIfNeeded: position)
            notes &= notes &- 1
        }
    }

    private mutating func startState(
        _ program: PatternProgram, _ text: Span<UInt8>, at start: Int, isAnchored: Bool
    ) -> Entry {
        let left = start == 0 ? 1 : Self.left(of: text[start - 1])
        let index = Int(left) * 2 + (isAnchored ? 1 : 0)
        if starts[index] == 0 {
            let step = isAnchored ? program.anchoredStart : program.searchingStart
            starts[index] = number(of: State(steps: [step], left: left))
        }
        return Entry(starts[index] * width)
    }

    private static func left(of byte: UInt8) -> UInt8 {
        byte == 0x0A ? 2 : PlaceFacts.isWord(byte) ? 3 : 0
    }

    // MARK: Making entries

    private mutating func number(of state: State) -> Int {
        if let known = numbers[state] { return known }
        let number = addState(state)
        numbers[state] = number
        return number
    }

    /// Makes the entry for a class of bytes, or for the end of the text (the last class).
    ///
    /// - Parameter row: Where the state's row begins; it gets a new one when all states were forgotten.
    private mutating func makeEntry(_ program: PatternProgram, _ row: inout Entry, byteClass: Int) -> Entry {
        if isFull {
            let state = states[Int(row) / width]
            forget()
            // The dead state needs no other number.
            if !state.steps.isEmpty { row = Entry(number(of: state) * width) }
        }
        let state = states[Int(row) / width]
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
        var here: [Way] = []
        begin()
        for (index, step) in state.steps.enumerated() {
            spread(program, Way(step: step, row: Int32(index + 1), notes: 0), facts, into: &here)
        }
        var targets: [Way] = []
        var match: Way?
        begin()
        for way in here {
            if case .match = program.steps[Int(way.step)] {
                match = way
                // What is preferred less than a match does not count any more.
                break
            }
            guard let byte, let target = program.next(after: byte, at: way.step) else { continue }
            if marks[Int(target)] != turn {
                marks[Int(target)] = turn
                targets.append(Way(step: target, row: way.row, notes: way.notes))
            }
        }
        var turn = Turn(isMatch: match != nil)
        if let byte, !targets.isEmpty {
            // Without an assertion in the program, what lies to the left makes no difference.
            let left = program.hasAssertions ? Self.left(of: byte) : 0
            turn.next = Entry(number(of: State(steps: targets.map(\.step), left: left)) * width)
        }
        if tracksCaptures {
            let first = chores.count
            if let match { chores.append(Chore(to: 0, from: match.row, notes: match.notes)) }
            addChores(of: targets, freeRow: Int32(max(state.steps.count, targets.count)) + 1)
            turn.chores = first..<chores.count
        }
        var entry = turn.next
        if turn.isMatch || turn.next == 0 || !turn.chores.isEmpty {
            entry = Self.special | Entry(turns.count)
            turns.append(turn)
        }
        table[Int(row) + byteClass] = entry
        return entry
    }

    /// Puts what becomes of the rows into an order in which no row is written that is still needed.
    private mutating func addChores(of targets: [Way], freeRow: Int32) {
        var freeRow = freeRow
        var pending = targets.enumerated().map { Chore(to: Int32($0 + 1), from: $1.row, notes: $1.notes) }
        pending.removeAll { $0.from == $0.to && $0.notes == 0 }
        while !pending.isEmpty {
            let next = pending.indices.first { index in
                !pending.indices.contains { $0 != index && pending[$0].from == pending[index].to }
            }
            if let next {
                chores.append(pending.remove(at: next))
                continue
            }
            // They wait for each other in a circle: one of the rows is kept elsewhere meanwhile.
            let needed = pending[0].to
            makeRows(Int(freeRow) + 1)
            chores.append(Chore(to: freeRow, from: needed, notes: 0))
            for index in pending.indices where pending[index].from == needed { pending[index].from = freeRow }
            freeRow += 1
        }
    }

    private mutating func begin() {
        turn &+= 1
        if turn == 0 {
            for index in marks.indices { marks[index] = 0 }
            turn = 1
        }
    }

    /// Follows a way to all the steps that take a byte.
    private mutating func spread(
        _ program: PatternProgram, _ way: Way, _ facts: PlaceFacts, into list: inout [Way]
    ) {
        stack.append(way)
        while var way = stack.popLast() {
            guard marks[Int(way.step)] != turn else { continue }
            marks[Int(way.step)] = turn
            switch program.steps[Int(way.step)] {
            case .split(let first, let second):
                stack.append(Way(step: second, row: way.row, notes: way.notes))
                stack.append(Way(step: first, row: way.row, notes: way.notes))
            case .save(let note, let next):
                if tracksCaptures { way.notes |= 1 << UInt64(note) }
                stack.append(Way(step: next, row: way.row, notes: way.notes))
            case .assertion(let assertion, let next):
                if facts.holds(assertion) { stack.append(Way(step: next, row: way.row, notes: way.notes)) }
            case .match, .byte, .bytes: list.append(way)
            }
        }
    }
}
