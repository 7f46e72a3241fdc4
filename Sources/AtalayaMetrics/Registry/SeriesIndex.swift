import Synchronization

/// Finds the series of a metric by its label values, without a lock: an open-addressed table of entries.
///
/// A lookup hashes the values where they are, walks over a slot or two, compares, and retains the instrument; it makes no
/// key, allocates nothing and waits for nobody. Changes are made by one thread at a time, under the lock of the table
/// that owns the index, and are visible at once: a slot, or the whole table of slots, is one atomic word.
///
/// Memory that lookups may still be reading (an entry taken out, a table outgrown) is freed by the ``ReaderGate``,
/// whose comment says why that is safe.
///
/// Layout of a table, in words: the mask of the slots; how many slots are used; how many hold an entry; then, from the
/// next line on, the slots. A slot is 0 when it was never used, ``taken`` where an entry was taken out, or the address of
/// an entry; with ``closing`` set while expiry asks whether anybody still holds its instrument.
final class SeriesIndex: Sendable {
    private static let slotsMin = 8
    private static let firstSlot = AtomicWords.lineWords / 2
    /// A slot whose entry was taken out. Walks go on over it; the next table leaves it behind.
    private static let taken: UInt64 = 2
    private static let closing: UInt64 = 1

    private let table: Atomic<UInt>
    private let gate: ReaderGate

    init(gate: ReaderGate) {
        self.gate = gate
        table = Atomic(Self.makeTable(slots: Self.slotsMin).address)
    }

    deinit {
        gate.retire(entries.lazy.map { .entry($0) })
        gate.retire(.words(slots))
    }

    // MARK: Reading, by anybody

    /// The instrument of these values, retained; nil when it is not there, or when the owner of the lock has to decide.
    @inline(__always)
    func child(of values: borrowing some LabelValueList, hash: UInt64) -> Unmanaged<AnyObject>? {
        let cell = gate.enter()
        let slots = AtomicWords(address: table.load(ordering: .sequentiallyConsistent))
        let mask = slots[0].load(ordering: .relaxed)
        var slot = hash & mask
        var found: Unmanaged<AnyObject>?
        while true {
            let word = slots[Self.firstSlot &+ Int(truncatingIfNeeded: slot)].load(ordering: .sequentiallyConsistent)
            if word == 0 { break }
            if word != Self.taken {
                let entry = SeriesEntry(address: word & ~Self.closing)
                if entry.hash == hash {
                    var key = entry.key
                    if values.matches(&key), key.isAtEnd {
                        if word & Self.closing == 0 { found = entry.retainedChild() }
                        break
                    }
                }
            }
            slot = (slot &+ 1) & mask
        }
        gate.leave(cell)
        return found
    }

    // MARK: Changing, under the owner's lock

    private var slots: AtomicWords { AtomicWords(address: table.load(ordering: .relaxed)) }

    /// How many series are in it.
    var count: Int { Int(slots[2].load(ordering: .relaxed)) }

    /// All entries, in no order.
    var entries: [SeriesEntry] {
        let slots = slots
        var entries: [SeriesEntry] = []
        entries.reserveCapacity(count)
        for slot in 0...slots[0].load(ordering: .relaxed) {
            let word = slots[Self.firstSlot + Int(slot)].load(ordering: .relaxed)
            if word != 0, word != Self.taken { entries.append(SeriesEntry(address: word & ~Self.closing)) }
        }
        return entries
    }

    func entry(of values: [String], hash: UInt64) -> SeriesEntry? {
        let slots = slots
        let mask = slots[0].load(ordering: .relaxed)
        var slot = hash & mask
        while true {
            let word = slots[Self.firstSlot + Int(slot)].load(ordering: .relaxed)
            if word == 0 { return nil }
            if word != Self.taken {
                let entry = SeriesEntry(address: word & ~Self.closing)
                var key = entry.key
                if entry.hash == hash, values.matches(&key), key.isAtEnd { return entry }
            }
            slot = (slot + 1) & mask
        }
    }

    /// Adds an entry whose values are not there.
    func insert(_ entry: SeriesEntry) {
        let used = slots[1].load(ordering: .relaxed)
        // At most half full: a walk then is a slot and a half.
        if (used + 1) * 2 > slots[0].load(ordering: .relaxed) + 1 { grow() }
        Self.place(entry, in: slots)
    }

    /// Takes an entry out and frees it, and what it holds of its instrument, when no lookup can see it any more.
    func remove(_ entry: SeriesEntry) {
        let slots = slots
        slots[slot(of: entry)].store(Self.taken, ordering: .sequentiallyConsistent)
        slots[2].wrappingSubtract(1, ordering: .relaxed)
        gate.retire(.entry(entry))
    }

    /// Takes everything out.
    func removeAll() {
        let old = slots
        let gone = entries
        table.store(Self.makeTable(slots: Self.slotsMin).address, ordering: .sequentiallyConsistent)
        gate.retire(gone.lazy.map { .entry($0) })
        gate.retire(.words(old))
    }

    /// Takes out those of these entries whose instruments nobody holds, and gives back the others.
    ///
    /// A lookup may be about to retain one. So their slots are marked first, which sends lookups to the owner's lock,
    /// and then those are waited for that came before the mark. If they do not leave at once, nothing is taken out: the next
    /// sweep will ask again.
    func removeUnheld<Child: AnyObject>(_ candidates: some Collection<SeriesEntry>, as type: Child.Type)
        -> [SeriesEntry]
    {
        let slots = slots
        let places = candidates.map { (entry: $0, slot: slot(of: $0)) }
        for (entry, slot) in places {
            slots[slot].store(entry.address | Self.closing, ordering: .sequentiallyConsistent)
        }
        let isClear = gate.isClear()
        var kept: [SeriesEntry] = []
        for (entry, slot) in places {
            if isClear, entry.isChildUnheld(as: type) {
                slots[slot].store(Self.taken, ordering: .sequentiallyConsistent)
                slots[2].wrappingSubtract(1, ordering: .relaxed)
                gate.retire(.entry(entry))
            } else {
                slots[slot].store(entry.address, ordering: .sequentiallyConsistent)
                kept.append(entry)
            }
        }
        return kept
    }

    /// Where an entry is that is in the index.
    private func slot(of entry: SeriesEntry) -> Int {
        let slots = slots
        let mask = slots[0].load(ordering: .relaxed)
        var slot = entry.hash & mask
        while slots[Self.firstSlot + Int(slot)].load(ordering: .relaxed) & ~Self.closing != entry.address {
            slot = (slot + 1) & mask
        }
        return Self.firstSlot + Int(slot)
    }

    /// A table of twice the entries, without the slots that entries left behind.
    private func grow() {
        let old = slots
        var size = Self.slotsMin
        while size < (count + 1) * 4 { size *= 2 }
        let new = Self.makeTable(slots: size)
        for entry in entries { Self.place(entry, in: new) }
        table.store(new.address, ordering: .sequentiallyConsistent)
        gate.retire(.words(old))
    }

    private static func makeTable(slots count: Int) -> AtomicWords {
        let slots = AtomicWords.allocate(firstSlot + count)
        slots[0].store(UInt64(count - 1), ordering: .relaxed)
        return slots
    }

    /// Puts an entry behind the last used slot of its walk. The store publishes what the entry holds.
    private static func place(_ entry: SeriesEntry, in slots: AtomicWords) {
        let mask = slots[0].load(ordering: .relaxed)
        var slot = entry.hash & mask
        while slots[firstSlot + Int(slot)].load(ordering: .relaxed) != 0 { slot = (slot + 1) & mask }
        slots[firstSlot + Int(slot)].store(entry.address, ordering: .sequentiallyConsistent)
        slots[1].wrappingAdd(1, ordering: .relaxed)
        slots[2].wrappingAdd(1, ordering: .relaxed)
    }
}
