/// Tells a tailer which of its files it is worth looking at again.
///
/// What it tells is a hint and never the truth: a tailer looks at the file itself, so a notification that comes twice or
/// for nothing costs only time. One that is lost costs the time until the safety rescan, and where a notifier knows that
/// it has lost some it says so.
public protocol ChangeNotifier: Sendable {
    /// Asks to be told of writes to a file.
    ///
    /// - Returns: a token, or nil when this path cannot be watched: it then has to be polled.
    func watch(file path: String) -> ChangeWatch?

    /// Asks to be told of names that come and go in a directory.
    ///
    /// - Returns: a token, or nil when this path cannot be watched: it then has to be polled.
    func watch(directory path: String) -> ChangeWatch?

    /// Ends a watch. Does nothing when it has ended by itself.
    func unwatch(_ watch: ChangeWatch)
}

/// Names a watch of a ``ChangeNotifier``.
public struct ChangeWatch: Hashable, Sendable {
    let number: Int32

    init(number: Int32) {
        self.number = number
    }
}

/// What was noticed.
public struct Change: Hashable, Sendable {
    /// Of what.
    public var watch: ChangeWatch
    /// In a directory, the name that came or went.
    public var name: String?
    /// Whether the name came; nil is no name.
    public var hasAppeared: Bool
    /// Of a file, whether it was written to, or truncated.
    public var isWrite: Bool

    public init(_ watch: ChangeWatch, name: String? = nil, hasAppeared: Bool = false, isWrite: Bool = false) {
        self.watch = watch
        self.name = name
        self.hasAppeared = hasAppeared
        self.isWrite = isWrite
    }
}

/// What was noticed since somebody last looked.
public struct Changes: Sendable {
    /// More are not kept; looking at everything is cheaper.
    private static let countMax = 4_096

    /// Whether anything may have changed.
    public private(set) var isEverything = false
    public private(set) var changes: Set<Change> = []

    public init() {}

    /// Whether a name has come that may be gone in a moment.
    public var hasAppearances: Bool { self.changes.contains { $0.hasAppeared } }

    public var isEmpty: Bool { !self.isEverything && self.changes.isEmpty }

    public mutating func insert(_ change: Change) {
        guard !self.isEverything else { return }
        self.changes.insert(change)
        if self.changes.count > Self.countMax { self.insertEverything() }
    }

    /// Takes note that changes were missed.
    public mutating func insertEverything() {
        self.isEverything = true
        self.changes = []
    }

    public mutating func formUnion(_ other: Changes) {
        if other.isEverything { self.insertEverything() }
        for change in other.changes { self.insert(change) }
    }
}

/// Watches nothing: everything is polled. For file systems and machines without notifications.
public struct PollingNotifier: ChangeNotifier {
    public init() {}

    public func watch(file path: String) -> ChangeWatch? { nil }
    public func watch(directory path: String) -> ChangeWatch? { nil }
    public func unwatch(_ watch: ChangeWatch) {}
}
