/// Tells a tailer that it is worth looking at its files again.
///
/// It carries no detail on purpose: after any change the tailer looks at all of its files, so a lost, merged or
/// overflown notification costs nothing but time, and the safety rescan bounds the time.
public protocol ChangeNotifier: Sendable {
    /// Asks to be told of changes of a file or in a directory.
    ///
    /// - Returns: a token for ``unwatch(_:)``, or nil when this path cannot be watched: it then has to be polled.
    func watch(_ path: String) -> ChangeWatch?

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

/// Watches nothing: everything is polled. For file systems and machines without notifications.
public struct PollingNotifier: ChangeNotifier {
    public init() {}

    public func watch(_ path: String) -> ChangeWatch? { nil }

    public func unwatch(_ watch: ChangeWatch) {}
}
