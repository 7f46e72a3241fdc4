/// Finds the position of a series by its label values: an open-addressed table of positions.
///
/// A lookup makes no key: the values are hashed and compared where they are. Positions are small numbers that stay with
/// their series until it is removed, and are used again after that; who holds the index keeps the series in an array.
struct SeriesIndex: Sendable {
    /// A position plus one, 0 for none. Full to three quarters at most, a power of two long, probed one by one.
    private var slots: [Int32]
    private var slotsUsed = 0
    private var hashes: [Int] = []
    /// Nil where a series was removed: its slots lead nowhere until they are swept out or the position is used again.
    private var keys: [SeriesKey?] = []
    private var free: [Int] = []

    private static let slotsMin = 8

    init() {
        slots = Array(repeating: 0, count: Self.slotsMin)
    }

    /// How many series are in it.
    var count: Int { keys.count - free.count }

    /// The hash of values in the order of a key.
    ///
    /// Equal bytes have equal hashes; strings that differ in bytes only may too, and are told apart by comparing.
    static func hash(_ values: [String], order: [Int]?) -> Int {
        var hasher = Hasher()
        for index in values.indices { hasher.combine(values[order?[index] ?? index]) }
        return hasher.finalize()
    }

    /// The position of values given in another order than that of the key: `order[i]` is where the i-th value of the key is.
    func position(of values: [String], order: [Int]?, hash: Int) -> Int? {
        // Spans, since the arrays would be retained and released for a lookup.
        let slots = slots.span
        let hashes = hashes.span
        let keys = keys.span
        let mask = slots.count - 1
        var slot = hash & mask
        while slots[slot] != 0 {
            let position = Int(slots[slot]) - 1
            if hashes[position] == hash, keys[position]?.isEqual(to: values, order: order) == true { return position }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Adds a key that is not there and gives its position: one used before, or the next.
    mutating func insert(_ key: SeriesKey, hash: Int) -> Int {
        // The slots that removed series left behind are swept out by making the table anew.
        if (slotsUsed + 1) * 4 > slots.count * 3 { makeSlots() }
        let position: Int
        if let used = free.popLast() {
            position = used
            hashes[used] = hash
            keys[used] = key
        } else {
            position = keys.count
            hashes.append(hash)
            keys.append(key)
        }
        place(position)
        return position
    }

    mutating func remove(at position: Int) {
        keys[position] = nil
        free.append(position)
    }

    private mutating func makeSlots() {
        var size = Self.slotsMin
        while size < (count + 1) * 2 { size *= 2 }
        slots = Array(repeating: 0, count: size)
        slotsUsed = 0
        for position in keys.indices where keys[position] != nil { place(position) }
    }

    private mutating func place(_ position: Int) {
        let mask = slots.count - 1
        var slot = hashes[position] & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        // Positions are bounded by the registry's limit of series, which is far from what 32 bits hold.
        slots[slot] = Int32(truncatingIfNeeded: position + 1)
        slotsUsed += 1
    }
}
