import Synchronization

/// Lets lookups read memory without a lock while others take it out of use, and frees it when nobody can see it.
///
/// A reader passes the gate: it adds one to a cell before it follows the first pointer, and takes it off after the last.
/// Whoever takes memory out of use first unlinks it, then hands it to ``retire(_:)``, which frees it after **each cell was
/// seen at zero once** since then.
///
/// Why that is safe: let X be unlinked and then a cell be seen at zero. A reader of that cell either added itself before
/// that look, and then had taken itself off before it as well: it has left. Or it added itself after that look, and so
/// after X was unlinked: it cannot find X. All four steps (unlinking, looking at cells, adding oneself, following
/// pointers) are sequentially consistent, so that before and after are the same for everybody. What a reader did to an
/// object in the gate, above all retaining it, happened before it took itself off with a releasing subtraction.
///
/// Cells are many, so that threads rarely share one, and come in pairs: readers use one half of all pairs until the
/// gate turns to the other. So even a cell that is never idle comes to rest after a turn, and garbage does not wait for
/// a quiet moment. Nobody waits for a reader: what cannot be freed now is freed by a later call. A reader that stands
/// still in the gate keeps what was retired since; ``retired`` says how much that is, for those who bound it.
final class ReaderGate: Sendable {
    /// What can be retired.
    enum Memory: Sendable {
        case entry(SeriesEntry)
        case words(AtomicWords)

        fileprivate func free() {
            switch self {
            case .entry(let entry): entry.free()
            case .words(let words): words.deallocate()
            }
        }
    }

    private struct State {
        /// What was there when the cells began to be looked at.
        var waiting: [Memory] = []
        /// What came after that; its turn is the next.
        var incoming: [Memory] = []
        /// The cells not yet seen at zero, a bit each.
        var pending: UInt64 = 0
    }

    private static let stripeBits: UInt = 3
    private static let stripes = 1 << Int(stripeBits)
    private static let allCells: UInt64 = (1 << UInt64(2 * stripes)) - 1

    /// For each stripe a line with its two cells.
    private let cells = AtomicWords.allocate(stripes * AtomicWords.lineWords)
    /// Its lowest bit says which half readers use.
    private let turn = Atomic<UInt>(0)
    private let state = Lock(State())

    deinit {
        // Nobody can be in a gate that nobody holds.
        state.withLock { state in
            for memory in state.waiting + state.incoming { memory.free() }
        }
        cells.deallocate()
    }

    /// Passes the gate and gives the cell to leave by. Nothing may be called between the two that could wait.
    @inline(__always)
    func enter() -> Int {
        let half = Int(bitPattern: turn.load(ordering: .relaxed) & 1)
        let cell = ThreadStripe.index(bits: Self.stripeBits) &* AtomicWords.lineWords &+ half
        cells[cell].wrappingAdd(1, ordering: .sequentiallyConsistent)
        return cell
    }

    @inline(__always)
    func leave(_ cell: Int) {
        cells[cell].wrappingSubtract(1, ordering: .releasing)
    }

    /// Frees memory that was unlinked before, now or in a later call.
    func retire(_ memory: Memory) {
        retire(CollectionOfOne(memory))
    }

    /// As above, for many at once.
    func retire(_ memory: some Sequence<Memory>) {
        let free = state.withLock { state in
            state.incoming.append(contentsOf: memory)
            return advance(&state)
        }
        // Outside the lock: what is freed releases instruments.
        for memory in free { memory.free() }
    }

    /// How many pieces wait to be freed.
    var retired: Int { state.withLock { $0.waiting.count + $0.incoming.count } }

    /// Looks until every reader that is in the gate now has left, but not for long; says whether all have.
    func isClear() -> Bool {
        var pending = Self.allCells
        for _ in 0..<Self.looksMax {
            turn.wrappingAdd(1, ordering: .relaxed)
            look(&pending)
            if pending == 0 { return true }
        }
        return false
    }

    private static let looksMax = 1_000

    private func advance(_ state: inout State) -> [Memory] {
        var free: [Memory] = []
        while true {
            look(&state.pending)
            guard state.pending == 0 else { return free }
            free += state.waiting
            state.waiting = state.incoming
            state.incoming = []
            if state.waiting.isEmpty { return free }
            state.pending = Self.allCells
            turn.wrappingAdd(1, ordering: .relaxed)
        }
    }

    private func look(_ pending: inout UInt64) {
        for stripe in 0..<Self.stripes {
            for half in 0..<2 {
                let bit = UInt64(1) << UInt64(2 * stripe + half)
                guard pending & bit != 0 else { continue }
                if cells[stripe * AtomicWords.lineWords + half].load(ordering: .sequentiallyConsistent) == 0 {
                    pending &= ~bit
                }
            }
        }
    }
}
