/// The paths that are known and that nobody follows at present, in the order in which that began.
///
/// Each call takes time in proportion to what it is given, however many paths there are.
struct UnfollowedPaths: Sendable {
    private struct Entry {
        var path: String
        var number: UInt64
    }

    /// The number of each path's entry. An entry with another number is over.
    private var numbers: [String: UInt64] = [:]
    private var entries: [Entry] = []
    private var firstEntry = 0
    private var lastNumber: UInt64 = 0
    /// Entries that have been looked at, since the beginning: what the work is counted in.
    private(set) var steps = 0

    init(_ paths: some Sequence<String>) {
        for path in paths { self.insert(path) }
    }

    var count: Int { self.numbers.count }

    /// Adds a path as the newest.
    mutating func insert(_ path: String) {
        self.steps += 1
        self.lastNumber += 1
        self.numbers[path] = self.lastNumber
        self.entries.append(Entry(path: path, number: self.lastNumber))
        // As many are over as there are others: putting them away costs no more than they have.
        if self.entries.count > 2 * self.numbers.count + 16 { self.tidy() }
    }

    /// Somebody follows it.
    mutating func remove(_ path: String) {
        self.steps += 1
        self.numbers[path] = nil
    }

    /// Takes out the path that has been there for longest.
    mutating func popOldest() -> String? {
        while self.firstEntry < self.entries.count {
            self.steps += 1
            let entry = self.entries[self.firstEntry]
            self.firstEntry += 1
            if self.numbers[entry.path] == entry.number {
                self.numbers[entry.path] = nil
                return entry.path
            }
        }
        return nil
    }

    private mutating func tidy() {
        self.steps += self.entries.count - self.firstEntry
        self.entries = self.entries[self.firstEntry...].filter { self.numbers[$0.path] == $0.number }
        self.firstEntry = 0
    }
}
