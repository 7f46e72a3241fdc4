// Design
//
// Ten thousand files may be followed, of which a handful change in a second. So a wake must cost what has changed, and
// not what there is: nothing here is looked through for one path. What a path has told about itself last (whether it is
// open, what watches it, when it must be looked at) is kept by path, and brought up to date whenever a path was touched.
//
// Paths come out in the order in which they came in, a bounded number at a time, so that no more files are opened at
// once than may be, and one that is written to without end does not keep others waiting.

/// Which paths it is worth while to look at, and which may be closed.
struct DuePaths {
    /// Whether all of them are, because changes were missed.
    var isEverything = true
    /// Whether names have come or gone.
    var isDiscovery = true

    private var queue: [String] = []
    private var next = 0
    private var queued: Set<String> = []
    /// Those for which no file may be opened at present.
    private var postponed: Set<String> = []

    private var polled: Set<String> = []
    private var wakes: [String: Duration] = [:]
    private var owners: [ChangeWatch: Set<String>] = [:]
    private var watches: [String: Set<ChangeWatch>] = [:]
    /// Paths with an open file, and the order in which they were opened; some of it is over.
    private var open: Set<String> = []
    private var opened: [String] = []
    private var nextOpened = 0

    init() {}

    // MARK: What is due

    /// Whether there is something to look at now.
    var isEmpty: Bool { self.queued.isEmpty && !self.isEverything }

    mutating func insert(_ path: String) {
        if self.queued.insert(path).inserted { self.queue.append(path) }
    }

    mutating func insert(_ paths: some Sequence<String>) {
        for path in paths { self.insert(path) }
    }

    /// Puts a path off until the next polling, because no more files may be open.
    mutating func postpone(_ path: String) { self.postponed.insert(path) }

    /// Takes in what is due by time: what must be looked at by now, and what has to be polled if it is time for that.
    mutating func insertDue(at now: Duration, polls: Bool) {
        self.insert(self.wakes.filter { $0.value <= now }.keys.sorted())
        guard polls else { return }
        self.insert(self.polled.union(self.postponed).sorted())
        self.postponed = []
    }

    /// Takes out the first of those that are due. Some of them may not be followed any more.
    mutating func take(_ countMax: Int) -> [String] {
        let end = min(self.queue.count, self.next + max(1, countMax))
        let paths = Array(self.queue[self.next..<end])
        self.next = end
        self.queued.subtract(paths)
        if self.next * 2 > self.queue.count {
            self.queue.removeFirst(self.next)
            self.next = 0
        }
        return paths
    }

    // MARK: What is known of paths

    /// Whether there are paths that nobody tells of.
    var isPolling: Bool { !self.polled.isEmpty || !self.postponed.isEmpty }

    /// When the first of them must be looked at although nothing changes.
    var nextWake: Duration? { self.wakes.values.min() }

    /// The paths that a watch belongs to.
    func owners(of watch: ChangeWatch) -> Set<String> { self.owners[watch] ?? [] }

    /// Paths with an open file.
    var openCount: Int { self.open.count }

    /// Takes note of what a path says after it was touched; nil when it is not followed any more.
    mutating func update(_ path: String, _ followed: FollowedPath?) {
        self.polled.set(path, followed?.isPolled == true)
        self.wakes[path] = followed?.nextWake
        if self.open.set(path, followed?.isOpen == true), followed?.isOpen == true { self.opened.append(path) }
        let watches = followed?.watches ?? []
        let before = self.watches[path] ?? []
        guard watches != before else { return }
        self.watches[path] = watches.isEmpty ? nil : watches
        for watch in before.subtracting(watches) {
            self.owners[watch]?.remove(path)
            if self.owners[watch]?.isEmpty == true { self.owners[watch] = nil }
        }
        for watch in watches.subtracting(before) { self.owners[watch, default: []].insert(path) }
    }

    /// Takes out, and gives, the path that has been open for longest.
    mutating func takeOldestOpen() -> String? {
        while self.nextOpened < self.opened.count {
            let path = self.opened[self.nextOpened]
            self.nextOpened += 1
            if self.nextOpened * 2 > self.opened.count {
                self.opened.removeFirst(self.nextOpened)
                self.nextOpened = 0
            }
            if self.open.contains(path) { return path }
        }
        return nil
    }

    /// Puts back a path that could not be closed, as the newest one.
    mutating func keepOpen(_ path: String) { self.opened.append(path) }
}

extension Set {
    /// Puts an element in or takes it out; says whether that has changed anything.
    @discardableResult
    fileprivate mutating func set(_ element: Element, _ isMember: Bool) -> Bool {
        isMember ? self.insert(element).inserted : self.remove(element) != nil
    }
}
