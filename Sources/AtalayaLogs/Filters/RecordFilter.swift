public import AtalayaModel

/// Changes records on their way, or takes them out.
///
/// A filter sees every record once, in the order in which they were read, after the metrics and before anything is
/// written. To add one: a file here, a line in ``RecordFilters/all``, and the kind with its options in
/// `LogFilterKind.all`.
public protocol RecordFilter: Sendable {
    /// What the filter is called in settings, and its options.
    static var kind: LogFilterKind { get }

    /// Makes a filter of a declaration. Options that the declaration has not, or has in another form, are as if they
    /// were not given.
    ///
    /// - Throws: `.invalidArgument` for a pattern that is none, and where an option is missing without which the filter
    ///   means nothing.
    init(_ declaration: LogFilter) throws(LogsError)

    /// Changes the record.
    ///
    /// - Parameter now: The time on the caller's monotonic clock.
    /// - Returns: Why the record is to be dropped; `nil` for one that goes on.
    mutating func apply(to record: inout LogRecord, at now: Duration) -> DropReason?
}

/// The filters there are.
public enum RecordFilters {
    /// Every filter, in the order of `LogFilterKind.all`.
    public static let all: [any RecordFilter.Type] = [
        KeepFilter.self, DropFilter.self, SampleFilter.self, RateLimitFilter.self, DeduplicateFilter.self,
        RenameFilter.self, RemoveFilter.self, AddFilter.self, RedactFilter.self,
    ]

    /// - Throws: `.invalidArgument` for a kind that there is not, and what the filter throws.
    public static func make(_ declaration: LogFilter) throws(LogsError) -> any RecordFilter {
        guard let type = all.first(where: { $0.kind.name == declaration.kind }) else {
            throw LogsError(.invalidArgument, "there is no filter called \(declaration.kind)")
        }
        return try type.init(declaration)
    }
}

/// Filters one after the other.
public struct FilterChain: Sendable {
    private var filters: [any RecordFilter] = []

    /// A chain that lets everything through.
    public init() {}

    /// - Throws: what ``RecordFilters/make(_:)`` throws.
    public init(_ declarations: [LogFilter]) throws(LogsError) {
        for declaration in declarations { filters.append(try RecordFilters.make(declaration)) }
    }

    public var isEmpty: Bool { filters.isEmpty }

    /// Sends a record through the filters, up to the one that drops it.
    ///
    /// - Returns: Why it was dropped; `nil` for a record that came through.
    public mutating func apply(to record: inout LogRecord, at now: Duration) -> DropReason? {
        for index in filters.indices {
            if let reason = filters[index].apply(to: &record, at: now) { return reason }
        }
        return nil
    }
}

extension LogFilter {
    func text(_ name: String) -> String? {
        guard case .text(let text)? = options[name] else { return nil }
        return text
    }

    func texts(_ name: String) -> [String] {
        switch options[name] {
        case .text(let text): [text]
        case .texts(let texts): texts
        default: []
        }
    }

    func number(_ name: String) -> Double? {
        guard case .number(let number)? = options[name], number.isFinite else { return nil }
        return number
    }

    func duration(_ name: String) -> Duration? {
        guard case .duration(let duration)? = options[name], duration > .zero else { return nil }
        return duration
    }

    func pairs(_ name: String) -> [LogOptionPair] {
        guard case .pairs(let pairs)? = options[name] else { return [] }
        return pairs
    }

    func conditions(_ name: String) -> [LogCondition] {
        guard case .conditions(let conditions)? = options[name] else { return [] }
        return conditions
    }

    func pattern(_ name: String) throws(LogsError) -> Pattern? {
        guard let text = text(name) else { return nil }
        do {
            return try Pattern(text)
        } catch {
            throw LogsError(.invalidArgument, "\(kind): \(error)", offset: error.offset)
        }
    }

    func paths(_ name: String) -> [RecordPath] { texts(name).map { RecordPath($0) } }

    func missing(_ name: String) -> LogsError { LogsError(.invalidArgument, "\(kind): \(name) is missing") }
}
