/// Every metric of a registry at one moment, as values: formats write it, tests compare it, nothing in it changes.
public struct Snapshot: Sendable {
    /// Sorted by name.
    public var families: [MetricFamily]

    public init(families: [MetricFamily]) {
        self.families = families
    }

    /// The family of a metric by its full name.
    public subscript(name: String) -> MetricFamily? {
        families.first { $0.name == name }
    }

    /// The value of one series by its metric's full name and all of its labels, nil if there is none.
    public func value(of name: String, labels: [String: String] = [:]) -> SeriesValue? {
        guard let wanted = try? LabelSet(labels.map { (key: $0.key, value: $0.value) }) else { return nil }
        return self[name]?.series.first { $0.labels == wanted }?.value
    }

    /// The families whose name, or the name of one of whose samples, is in a list; all of them for an empty list.
    /// This is what `?name[]=` asks for.
    public func filtered(names: some Collection<String>) -> Snapshot {
        guard !names.isEmpty else { return self }
        let wanted = Set(names)
        return Snapshot(
            families: families.filter { family in
                wanted.contains(family.name) || wanted.contains(family.familyName)
                    || family.kind.sampleSuffixes.contains { wanted.contains(family.familyName + $0) }
            }
        )
    }
}

/// One metric with all its series.
public struct MetricFamily: Sendable {
    /// The full name: `http_requests_total`.
    public let name: String
    /// The name of the family in OpenMetrics: `http_requests`.
    public let familyName: String
    public let kind: MetricKind
    public let help: String
    public let unit: MetricUnit
    /// In a stable order, no two with the same labels.
    ///
    /// Put together when it is asked for, in time that grows with the number of series: ask once.
    public var series: [MetricSeries] {
        get {
            switch content {
            case .rows(let series): series
            case .columns(let labels, let column):
                (0..<labels.count).map { column.series(at: $0, labels: labels.labelSet(at: $0)) }
            }
        }
        set { content = .rows(newValue) }
    }

    /// The series one by one, as collectors give them, or by columns, as instruments are read.
    enum Content: Sendable {
        case rows([MetricSeries])
        case columns(LabelColumn, SeriesColumn)
    }

    private(set) var content: Content

    public init(_ descriptor: MetricDescriptor, series: [MetricSeries]) {
        self.init(descriptor, content: .rows(series))
    }

    /// Somebody else's metric without its series, called as it is called there. A unit that is not the end of the name,
    /// which no format allows, is none.
    init(foreign name: String, kind: MetricKind, help: String, unit: String?) {
        self.name = name
        familyName = kind.familyName(of: name)
        self.kind = kind
        self.help = help
        let unit = unit.flatMap { try? MetricUnit($0) } ?? .none
        self.unit = familyName.utf8.reversed().starts(with: "_\(unit)".utf8.reversed()) ? unit : .none
        content = .rows([])
    }

    private init(_ descriptor: MetricDescriptor, content: Content) {
        name = descriptor.name.rawValue
        familyName = descriptor.familyName
        kind = descriptor.kind
        help = descriptor.help
        unit = descriptor.unit
        self.content = content
    }

    /// The same metric with these series.
    func filled(_ content: Content) -> MetricFamily {
        var family = self
        family.content = content
        return family
    }

    /// The same metric under another name, with values that may be under other labels.
    func renamed(_ name: String, content: Content) -> MetricFamily {
        MetricFamily(renaming: self, to: name, content: content)
    }

    private init(renaming family: MetricFamily, to name: String, content: Content) {
        self.name = name
        familyName = family.kind.familyName(of: name)
        kind = family.kind
        help = family.help
        // An escaped name may have more behind the unit, and a unit that is not the suffix is illegal in OpenMetrics.
        unit = familyName.utf8.reversed().starts(with: "_\(family.unit)".utf8.reversed()) ? family.unit : .none
        self.content = content
    }

    var isEmpty: Bool {
        switch content {
        case .rows(let series): series.isEmpty
        case .columns(let labels, _): labels.count == 0
        }
    }
}

/// One series: labels and a value.
public struct MetricSeries: Sendable {
    public let labels: LabelSet
    public let value: SeriesValue
    /// Of a counter; histograms have theirs in their buckets, other kinds have none.
    public let exemplar: Exemplar?
    /// Since when a counter, histogram or summary has counted, if it is known.
    public let startTime: UnixTime?
    /// When the value was taken, where that is not the time of the scrape: for what is passed on from elsewhere.
    public let timestamp: UnixTime?

    public init(
        labels: LabelSet = .empty, value: SeriesValue, exemplar: Exemplar? = nil, startTime: UnixTime? = nil,
        timestamp: UnixTime? = nil
    ) {
        self.labels = labels
        self.value = value
        self.exemplar = exemplar
        self.startTime = startTime
        self.timestamp = timestamp
    }
}
