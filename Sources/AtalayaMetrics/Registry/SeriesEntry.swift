/// One series of a metric: its instrument and its label values, in one piece of memory.
///
/// The identity of a series within its metric is its label values in the order in which the metric was first declared:
/// the bytes of each, and a byte after each that never occurs in UTF-8. So values cannot run into each other, and strings
/// that Unicode calls equal but that differ in their bytes are two.
///
/// What lookups read never changes from the moment an entry is in the index; the rest is read and written under the lock
/// of the table. Entries are freed through the ``ReaderGate``.
struct SeriesEntry: Sendable, Equatable {
    private struct Header {
        let hash: UInt64
        let child: Unmanaged<AnyObject>
        /// What the instrument said when expiry last looked; it says something else after every write.
        var mark: UInt64 = 0
        /// When that was; ``neverSeen`` before anybody has looked.
        var since = SeriesEntry.neverSeen
        let keyCount: UInt32
        /// Where it is on its shelf.
        var place: UInt32 = 0
        var shelf = EntryShelf.Name.none
        let hasStartTime: Bool
    }

    private static let neverSeen = UnixTime(nanoseconds: .min)

    static let separator: UInt8 = 0xFF

    // why: the memory behind it is written by one thread before others see it, and after that under the table's lock.
    private nonisolated(unsafe) let header: UnsafeMutablePointer<Header>

    private static var keyOffset: Int { MemoryLayout<Header>.size }

    /// The most bytes that a key may have, separators included.
    static let keyBytesMax = Int(UInt32.max)

    /// Owns the child until it is freed. A time takes room only where there is one.
    init(_ values: [String], hash: UInt64, child: AnyObject, startTime: UnixTime? = nil) {
        let count = values.reduce(values.count) { $0 + $1.utf8.count }
        let timeCount = startTime == nil ? 0 : MemoryLayout<UnixTime>.size
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: Self.keyOffset + count + timeCount, alignment: MemoryLayout<Header>.alignment)
        header = memory.bindMemory(to: Header.self, capacity: 1)
        // The schema lets nothing longer pass.
        header.initialize(
            to: Header(
                hash: hash, child: .passRetained(child), keyCount: UInt32(truncatingIfNeeded: count),
                hasStartTime: startTime != nil))
        var place = memory + Self.keyOffset
        for value in values {
            LabelBytes.with(value) { bytes in
                if let base = bytes.baseAddress { place.copyMemory(from: base, byteCount: bytes.count) }
                place += bytes.count
            }
            place.storeBytes(of: Self.separator, as: UInt8.self)
            place += 1
        }
        if let startTime { place.storeBytes(of: startTime.nanoseconds, as: Int64.self) }
    }

    /// An entry that was put into an atomic word.
    init(address: UInt64) {
        header = UnsafeMutablePointer(bitPattern: UInt(address)).unsafelyUnwrapped
    }

    /// Never zero, and its lowest bits always are.
    var address: UInt64 { UInt64(UInt(bitPattern: header)) }

    func free() {
        header.pointee.child.release()
        header.deinitialize(count: 1)
        UnsafeMutableRawPointer(header).deallocate()
    }

    var hash: UInt64 {
        @inline(__always) get { header.pointee.hash }
    }

    /// The instrument, retained for whoever asks.
    ///
    /// By an explicit retain: it has to happen here, in the gate, and not wherever the compiler finds it convenient.
    @inline(__always)
    func retainedChild() -> Unmanaged<AnyObject> { header.pointee.child.retain() }

    /// The instrument, for the holder of the table's lock.
    func child<Child: AnyObject>(as type: Child.Type) -> Child {
        Unmanaged<Child>.fromOpaque(header.pointee.child.toOpaque()).takeUnretainedValue()
    }

    /// Whether nobody but the entry holds the instrument. Only true for good when nobody can look it up meanwhile.
    func isChildUnheld<Child: AnyObject>(as type: Child.Type) -> Bool {
        // Takes over the entry's own reference for the question, and gives it back.
        var child = Unmanaged<Child>.fromOpaque(header.pointee.child.toOpaque()).takeRetainedValue()
        let isUnheld = isKnownUniquelyReferenced(&child)
        _ = Unmanaged.passRetained(child)
        return isUnheld
    }

    /// When the series began to count, if that is known.
    var startTime: UnixTime? {
        guard header.pointee.hasStartTime else { return nil }
        let end = UnsafeRawPointer(header) + Self.keyOffset + Int(header.pointee.keyCount)
        return UnixTime(nanoseconds: end.loadUnaligned(as: Int64.self))
    }

    // MARK: Under the table's lock

    /// How it was when expiry last looked; nil before anybody has looked.
    var activity: (mark: UInt64, since: UnixTime)? {
        get {
            header.pointee.since == Self.neverSeen ? nil : (header.pointee.mark, header.pointee.since)
        }
        nonmutating set {
            header.pointee.mark = newValue?.mark ?? 0
            header.pointee.since = newValue?.since ?? Self.neverSeen
        }
    }

    /// Which shelf it is on, and where.
    var shelf: EntryShelf.Name {
        get { header.pointee.shelf }
        nonmutating set { header.pointee.shelf = newValue }
    }

    var place: Int {
        get { Int(header.pointee.place) }
        nonmutating set { header.pointee.place = UInt32(truncatingIfNeeded: newValue) }
    }

    // MARK: The key

    @inline(__always)
    var key: KeyReader {
        KeyReader(start: UnsafeRawPointer(header) + Self.keyOffset, count: Int(header.pointee.keyCount))
    }

    /// The bytes of the key.
    var keyBytes: UnsafeRawBufferPointer { key.rest }

    /// The label values again.
    var values: [String] { Self.values(ofKey: keyBytes) }

    /// The label values of a key.
    static func values(ofKey key: some Collection<UInt8>) -> [String] {
        key.split(separator: separator, omittingEmptySubsequences: false).dropLast()
            .map { String(decoding: $0, as: UTF8.self) }
    }
}

/// Some entries of a table, in no order. Each knows where it is, so that any of them is taken out at once.
///
/// Used under the lock of the table. An entry is on one shelf at a time.
struct EntryShelf {
    enum Name: UInt8 {
        case none
        /// Of series that the listing has not taken in yet.
        case added
        /// Of series that have expired and that somebody may still hold.
        case hidden
    }

    /// The most entries of one shelf.
    static let entriesMax = Int(UInt32.max)

    private let name: Name
    /// Each at its place. The first ones may have been taken out: that moves nobody.
    private var places: [SeriesEntry] = []
    private var firstPlace = 0

    init(_ name: Name) {
        self.name = name
    }

    var entries: ArraySlice<SeriesEntry> { places[firstPlace...] }

    mutating func add(_ entry: SeriesEntry) {
        entry.shelf = name
        entry.place = places.count
        places.append(entry)
    }

    /// Takes out an entry that is on this shelf.
    mutating func remove(_ entry: SeriesEntry) {
        let place = entry.place
        entry.shelf = .none
        guard let last = places.popLast(), last != entry else { return }
        last.place = place
        places[place] = last
    }

    /// Takes out those that came first, so many at most, and gives them.
    mutating func takeFirst(_ count: Int) -> ArraySlice<SeriesEntry> {
        let first = entries.prefix(count)
        for entry in first { entry.shelf = .none }
        firstPlace = first.endIndex
        if firstPlace == places.count {
            places = []
            firstPlace = 0
        }
        return first
    }
}

/// Walks through a key, value by value.
struct KeyReader {
    private var place: UnsafeRawPointer
    private var left: Int

    @inline(__always)
    init(start: UnsafeRawPointer, count: Int) {
        place = start
        left = count
    }

    /// Whether the next value of the key is this one; goes on behind it.
    @inline(__always)
    mutating func takes(_ value: borrowing String) -> Bool {
        LabelBytes.with(value) { bytes in
            guard bytes.count < left, isNext(bytes) else { return false }
            guard place.load(fromByteOffset: bytes.count, as: UInt8.self) == SeriesEntry.separator else { return false }
            place += bytes.count &+ 1
            left &-= bytes.count &+ 1
            return true
        }
    }

    @inline(__always)
    private func isNext(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = bytes.baseAddress else { return true }
        let value = UnsafeRawPointer(base)
        let count = bytes.count
        // Words that overlap at the end, as for the hash; a call would cost as much as the comparison.
        if count >= 8 {
            var offset = 0
            while offset &+ 8 <= count {
                if word(place, offset) != word(value, offset) { return false }
                offset &+= 8
            }
            return word(place, count &- 8) == word(value, count &- 8)
        }
        if count >= 4 {
            return half(place, 0) == half(value, 0) && half(place, count &- 4) == half(value, count &- 4)
        }
        for offset in 0..<count
        where place.load(fromByteOffset: offset, as: UInt8.self) != value.load(fromByteOffset: offset, as: UInt8.self) {
            return false
        }
        return true
    }

    @inline(__always)
    private func word(_ place: UnsafeRawPointer, _ offset: Int) -> UInt64 {
        place.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    @inline(__always)
    private func half(_ place: UnsafeRawPointer, _ offset: Int) -> UInt32 {
        place.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
    }

    /// Whether all of the key was taken.
    @inline(__always)
    var isAtEnd: Bool { left == 0 }

    /// What is left of it.
    var rest: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: place, count: left) }
}
