/// What a configuration of Alertmanager does with an alert: the routes it takes, the groups it joins, the times at which
/// nothing is said, and the alerts that silence it.
///
/// ```swift
/// let routing = try AlertRouting(document)
/// let decision = routing.decision(for: ["alertname": "Down", "severity": "page"], at: 1_790_000_000)
/// decision.receivers  // ["oncall"]
/// ```
///
/// It answers as Alertmanager 0.25 to 0.34 do; silences and what was told before are no part of the configuration.
public struct AlertRouting: Sendable {
    /// The root first, then in the order of the file.
    public let routes: [AlertRoute]
    public let inhibitions: [AlertInhibition]
    public let timeIntervals: [String: [TimeInterval]]

    /// Reads alertmanager.yml. What does not concern routing may be wrong or missing.
    ///
    /// - Throws: `ConfigError` for a configuration without a route, and for matchers and times that cannot be read.
    public init(_ document: DocumentNode) throws(ConfigError) {
        var matchers = MatcherReadings()
        try self.init(document, matchers: &matchers)
    }

    /// - Parameter matchers: What was read before, and what is read now.
    init(_ document: DocumentNode, matchers: inout MatcherReadings) throws(ConfigError) {
        guard let root = document["route"], root.entries != nil else {
            throw ConfigError(.invalidRoute, "the configuration has no route")
        }
        var routes: [AlertRoute] = []
        try Self.read(root, below: nil, into: &routes, &matchers)
        self.routes = routes
        var inhibitions: [AlertInhibition] = []
        for node in document["inhibit_rules"]?.items ?? [] {
            inhibitions.append(try AlertInhibition(node, matchers: &matchers))
        }
        self.inhibitions = inhibitions
        var timeIntervals: [String: [TimeInterval]] = [:]
        for key in ["time_intervals", "mute_time_intervals"] {
            for node in document[key]?.items ?? [] {
                var spans: [TimeInterval] = []
                for span in node["time_intervals"]?.items ?? [] { spans.append(try TimeInterval(span)) }
                timeIntervals[node["name"]?.scalarText ?? ""] = spans
            }
        }
        self.timeIntervals = timeIntervals
    }

    /// The routing of a configuration made in Swift.
    ///
    /// - Throws: As for one that was read.
    public init(_ configuration: AlertmanagerConfiguration) throws(ConfigError) {
        let reading = JSONDocumentReader.read(JSONWriter.write(configuration.document()), file: "")
        try self.init(reading.node ?? DocumentNode(.null))
    }

    private static func read(
        _ node: DocumentNode, below parent: Int?, into routes: inout [AlertRoute], _ matchers: inout MatcherReadings
    ) throws(ConfigError) {
        let index = routes.count
        routes.append(
            try AlertRoute(node, index: index, parent: parent.map { routes[$0] }, matchers: &matchers))
        if let parent { routes[parent].children.append(index) }
        for child in node["routes"]?.items ?? [] { try read(child, below: index, into: &routes, &matchers) }
    }

    /// What happens to an alert that fires.
    ///
    /// - Parameters:
    ///   - unixSeconds: The time in seconds since 1970; nil: time intervals are left out of the answer.
    ///   - firing: The labels of other alerts that fire at the same time.
    ///   - zones: What is known of time zones.
    public func decision(
        for labels: [String: String], at unixSeconds: Int64? = nil, firing: [[String: String]] = [],
        zones: any TimeZoneOffsets = FixedTimeZones()
    ) -> AlertDecision {
        // A label without a value is one that the alert does not have.
        let labels = labels.filter { !$0.value.isEmpty }
        let inhibitors = inhibitions.flatMap { rule in
            firing.filter { rule.holds(labels, for: $0) }.map { AlertDecision.Inhibitor(rule: rule, source: $0) }
        }
        let deliveries = routes(of: labels).map { index in
            AlertDecision.Delivery(
                route: routes[index], group: routes[index].grouping.labels(of: labels),
                timing: unixSeconds.map { timing(of: routes[index], at: $0, zones) } ?? .told)
        }
        return AlertDecision(labels: labels, deliveries: deliveries, inhibitors: inhibitors)
    }

    /// The numbers of the routes that an alert ends in, in the order of the file. Never empty: the root takes the rest.
    public func routes(of labels: [String: String]) -> [Int] {
        // Whoever asks about the root is answered even if it has conditions, which the program refuses.
        let found = ends(of: 0, labels)
        return found.isEmpty ? [0] : found
    }

    private func ends(of index: Int, _ labels: [String: String]) -> [Int] {
        let route = routes[index]
        guard route.conditions.hold(labels) else { return [] }
        var found: [Int] = []
        for child in route.children {
            let ends = ends(of: child, labels)
            found += ends
            if !ends.isEmpty, !routes[child].continues { break }
        }
        return found.isEmpty ? [index] : found
    }
}

extension AlertRoute.Grouping {
    fileprivate func labels(of alert: [String: String]) -> [String: String] {
        switch self {
        case .all: alert
        // Alertmanager groups by what an alert has.
        case .labels(let names): alert.filter { names.contains($0.key) }
        }
    }
}

/// What a configuration does with one alert.
public struct AlertDecision: Sendable {
    public var labels: [String: String]
    /// Where it ends, in the order of the file.
    public var deliveries: [Delivery]
    /// The alerts that silence it. Each of them is enough.
    public var inhibitors: [Inhibitor]

    /// A route that an alert ends in.
    public struct Delivery: Sendable {
        public var route: AlertRoute
        /// What the alerts of its group have in common.
        public var group: [String: String]
        public var timing: Timing
    }

    /// Whether a route speaks at a time.
    public enum Timing: Hashable, Sendable {
        case told
        /// One of the route's mute time intervals holds.
        case muted(by: String)
        /// None of the route's active time intervals holds.
        case inactive
        /// A time interval of the route is in a zone that nobody knows.
        case unknownZone(String)
    }

    public struct Inhibitor: Sendable {
        public var rule: AlertInhibition
        public var source: [String: String]
    }

    /// The receivers of the routes it ends in, each once, whether they are told or not.
    public var routedReceivers: [String] { deliveries.map(\.route.receiver).withoutRepetition }

    /// The receivers that are told: of routes that are neither muted nor inactive, if nothing silences the alert. A zone
    /// that nobody knows counts as told.
    public var receivers: [String] {
        guard inhibitors.isEmpty else { return [] }
        return deliveries.filter { delivery in
            switch delivery.timing {
            case .told, .unknownZone: true
            case .muted, .inactive: false
            }
        }.map(\.route.receiver).withoutRepetition
    }
}

extension [String] {
    fileprivate var withoutRepetition: [String] {
        var seen = Set<String>()
        return filter { seen.insert($0).inserted }
    }
}
