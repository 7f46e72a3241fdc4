public import Synchronization

/// Instruments by the bits of their label sets, found without a lock and never taken out: what a ``TypedFamily`` keeps.
///
/// Layout, in words: the mask of the slots; how often series had been removed when the table was made; where the
/// instruments are; then, from the next line on, for each slot its bits and whether it is filled. The instrument of a slot
/// is at the same position in memory of its own, written before the slot is called filled.
@usableFromInline
struct InstrumentTable<Child: Instrument>: Sendable {
    @usableFromInline
    static var firstSlot: Int { 16 }

    let words: AtomicWords
    let capacity: Int
    let removals: UInt64

    init(capacity: Int, removals: UInt64) {
        self.capacity = capacity
        self.removals = removals
        words = AtomicWords.allocate(Self.firstSlot + 2 * capacity)
        words[0].store(UInt64(capacity - 1), ordering: .relaxed)
        words[1].store(removals, ordering: .relaxed)
        let children = UnsafeMutablePointer<Child>.allocate(capacity: capacity)
        words[2].store(UInt64(UInt(bitPattern: children)), ordering: .relaxed)
    }

    private var children: UnsafeMutablePointer<Child>? {
        UnsafeMutablePointer(bitPattern: UInt(words[2].load(ordering: .relaxed)))
    }

    /// Releases the instruments.
    func free() {
        for slot in 0..<capacity where words[Self.firstSlot + 2 * slot + 1].load(ordering: .relaxed) != 0 {
            (children.unsafelyUnwrapped + slot).deinitialize(count: 1)
        }
        children?.deallocate()
        words.deallocate()
    }

    /// Where the instrument of some bits is, nil if it is not kept or if series were removed since the table was made.
    @inlinable
    @inline(__always)
    static func place(of bits: UInt64, in words: AtomicWords, removals: UInt64) -> UnsafePointer<Child>? {
        guard words[1].load(ordering: .relaxed) == removals else { return nil }
        let mask = Int(truncatingIfNeeded: words[0].load(ordering: .relaxed))
        var slot = first(bits, mask)
        while true {
            let word = firstSlot &+ 2 &* slot
            if words[word &+ 1].load(ordering: .acquiring) == 0 { return nil }
            if words[word].load(ordering: .relaxed) == bits {
                let children = UInt(truncatingIfNeeded: words[2].load(ordering: .relaxed))
                return UnsafePointer<Child>(bitPattern: children).map { $0 + slot }
            }
            slot = (slot &+ 1) & mask
        }
    }

    @inlinable
    @inline(__always)
    static func first(_ bits: UInt64, _ mask: Int) -> Int {
        Int(truncatingIfNeeded: (bits &* 0x9E37_79B9_7F4A_7C15) &>> 32) & mask
    }

    /// Keeps an instrument, unless the table is half full. One thread at a time.
    func insert(_ child: Child, _ bits: UInt64) {
        let mask = capacity - 1
        let used = Int(words[3].load(ordering: .relaxed))
        guard used * 2 < capacity else { return }
        var slot = Self.first(bits, mask)
        while words[Self.firstSlot + 2 * slot + 1].load(ordering: .relaxed) != 0 {
            if words[Self.firstSlot + 2 * slot].load(ordering: .relaxed) == bits { return }
            slot = (slot + 1) & mask
        }
        (children.unsafelyUnwrapped + slot).initialize(to: child)
        words[Self.firstSlot + 2 * slot].store(bits, ordering: .relaxed)
        words[Self.firstSlot + 2 * slot + 1].store(1, ordering: .releasing)
        words[3].store(UInt64(used + 1), ordering: .relaxed)
    }
}
