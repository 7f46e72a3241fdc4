public import Synchronization

/// Instruments by the bits of their label sets, found without a lock and never taken out: what a ``TypedFamily`` keeps.
///
/// Layout, in words: how often series had been removed when the table was made, and a word of nothing; then for each slot
/// its bits and the instrument that belongs to them, which is written last and is 0 where there is none yet. So a look
/// follows one pointer to the table and one to the instrument. The table owns the instruments that are in it.
@usableFromInline
struct InstrumentTable<Child: Instrument>: Sendable {
    let words: AtomicWords
    /// A power of two.
    let capacity: Int
    let removals: UInt64
    private var used = 0

    init(capacity: Int, removals: UInt64) {
        self.capacity = capacity
        self.removals = removals
        words = AtomicWords.allocate(2 + 2 * capacity)
        words[0].store(removals, ordering: .relaxed)
    }

    /// Releases the instruments.
    func free() {
        for slot in 0..<capacity { Self.instrument(words[2 * slot + 3].load(ordering: .relaxed))?.release() }
        words.deallocate()
    }

    /// The instrument of some bits, nil if it is not kept or if series were removed since the table was made. It belongs
    /// to the table. The mask is the capacity less one: given and not looked up, since a look has to wait for each word.
    @inlinable
    @inline(__always)
    static func instrument(of bits: UInt64, in words: AtomicWords, mask: Int, removals: UInt64) -> Unmanaged<Child>? {
        guard words[0].load(ordering: .relaxed) == removals else { return nil }
        var slot = first(bits, mask)
        while true {
            let address = words[2 &* slot &+ 3].load(ordering: .acquiring)
            if address == 0 || words[2 &* slot &+ 2].load(ordering: .relaxed) == bits { return instrument(address) }
            slot = (slot &+ 1) & mask
        }
    }

    @inlinable
    @inline(__always)
    static func instrument(_ address: UInt64) -> Unmanaged<Child>? {
        UnsafeRawPointer(bitPattern: UInt(truncatingIfNeeded: address)).map { Unmanaged.fromOpaque($0) }
    }

    @inlinable
    @inline(__always)
    static func first(_ bits: UInt64, _ mask: Int) -> Int {
        Int(truncatingIfNeeded: (bits &* 0x9E37_79B9_7F4A_7C15) &>> 32) & mask
    }

    /// Keeps an instrument, unless the table is half full. One thread at a time.
    mutating func insert(_ child: Child, _ bits: UInt64) {
        let mask = capacity - 1
        guard used * 2 < capacity else { return }
        var slot = Self.first(bits, mask)
        while words[2 * slot + 3].load(ordering: .relaxed) != 0 {
            if words[2 * slot + 2].load(ordering: .relaxed) == bits { return }
            slot = (slot + 1) & mask
        }
        let instrument = Unmanaged.passRetained(child).toOpaque()
        words[2 * slot + 2].store(bits, ordering: .relaxed)
        words[2 * slot + 3].store(UInt64(UInt(bitPattern: instrument)), ordering: .releasing)
        used += 1
    }
}
