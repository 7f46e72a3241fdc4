/// A route of alertmanager.yml with everything it takes over from the routes above it.
public struct AlertRoute: Hashable, Sendable {
    /// Its number in the order of the file, from 0 for the root.
    public let index: Int
    /// The number of the route above; nil for the root.
    public let parent: Int?
    /// The routes below, in the order in which they are asked.
    public internal(set) var children: [Int] = []
    /// Where it begins in the file; 0 if it was not read from one.
    public let line: Int
    public let column: Int
    /// All of them have to hold, with those of the routes above.
    public var matchers: [LabelMatcher] { conditions.map(\.matcher) }
    /// Whether the routes behind it are asked too, once it has taken an alert.
    public let continues: Bool
    public let receiver: String
    public let grouping: Grouping
    /// How long the first notification of a group waits for more of its alerts.
    public let groupWait: PrometheusDuration
    /// How long a group that changed waits for its next notification.
    public let groupInterval: PrometheusDuration
    /// After which time a group that did not change is told again.
    public let repeatInterval: PrometheusDuration
    /// The route says nothing during these; not taken over from above.
    public let muteTimeIntervals: [String]
    /// The route says something only during these, if there are any; not taken over from above.
    public let activeTimeIntervals: [String]

    let conditions: [LabelCondition]

    /// What makes alerts one notification.
    public enum Grouping: Hashable, Sendable {
        /// The same values of these labels; none of them: all alerts of the route are one group.
        case labels([String])
        /// Every alert for itself (`group_by: ['...']`).
        case all
    }

    /// Alertmanager's own defaults.
    static let defaultGroupWait = PrometheusDuration.seconds(30)
    static let defaultGroupInterval = PrometheusDuration.minutes(5)
    static let defaultRepeatInterval = PrometheusDuration.hours(4)

    init(
        _ node: DocumentNode, index: Int, parent: AlertRoute?, matchers: inout MatcherReadings
    ) throws(ConfigError) {
        self.index = index
        self.parent = parent?.index
        (line, column) = (node.line, node.column)
        conditions = try LabelCondition.all(node, prefix: "", &matchers)
        continues = node["continue"]?.value == .bool(true)
        receiver = node["receiver"]?.scalarText.flatMap { $0.isEmpty ? nil : $0 } ?? parent?.receiver ?? ""
        let names = (node["group_by"]?.items ?? []).compactMap(\.scalarText)
        grouping =
            names.isEmpty
            ? parent?.grouping ?? .labels([]) : names.contains("...") ? .all : .labels(names)
        groupWait = Self.duration(node["group_wait"]) ?? parent?.groupWait ?? Self.defaultGroupWait
        groupInterval =
            Self.duration(node["group_interval"]) ?? parent?.groupInterval ?? Self.defaultGroupInterval
        repeatInterval =
            Self.duration(node["repeat_interval"]) ?? parent?.repeatInterval ?? Self.defaultRepeatInterval
        muteTimeIntervals = (node["mute_time_intervals"]?.items ?? []).compactMap(\.scalarText)
        activeTimeIntervals = (node["active_time_intervals"]?.items ?? []).compactMap(\.scalarText)
    }
}

extension AlertRoute {
    /// A bare 0 is a number to YAML.
    private static func duration(_ node: DocumentNode?) -> PrometheusDuration? {
        node?.scalarText.flatMap { try? PrometheusDuration($0) }
    }
}

/// While a source fires, targets with the same values of some labels are not told.
public struct AlertInhibition: Hashable, Sendable {
    /// Where it begins in the file; 0 if it was not read from one.
    public let line: Int
    public let column: Int
    /// Since 0.30.
    public let name: String?
    public let equal: [String]
    public var source: [LabelMatcher] { sourceConditions.map(\.matcher) }
    public var target: [LabelMatcher] { targetConditions.map(\.matcher) }

    let sourceConditions: [LabelCondition]
    let targetConditions: [LabelCondition]

    init(_ node: DocumentNode, matchers: inout MatcherReadings) throws(ConfigError) {
        (line, column) = (node.line, node.column)
        name = node["name"]?.scalarText
        equal = (node["equal"]?.items ?? []).compactMap(\.scalarText)
        sourceConditions = try LabelCondition.all(node, prefix: "source_", &matchers)
        targetConditions = try LabelCondition.all(node, prefix: "target_", &matchers)
    }

    /// Whether a firing alert silences another one. An alert that is source and target at once is not silenced by
    /// another of that sort, so not by itself either.
    func holds(_ target: [String: String], for source: [String: String]) -> Bool {
        guard targetConditions.hold(target), sourceConditions.hold(source),
            equal.allSatisfy({ (source[$0] ?? "") == (target[$0] ?? "") })
        else { return false }
        return !(sourceConditions.hold(target) && targetConditions.hold(source))
    }
}

extension LabelCondition {
    /// The conditions of a route or of one side of an inhibit rule, in all three forms.
    fileprivate static func all(
        _ node: DocumentNode, prefix: String, _ matchers: inout MatcherReadings
    ) throws(ConfigError) -> [LabelCondition] {
        var found: [LabelMatcher] = []
        for (key, comparison) in [("match", LabelMatcher.Operator.equal), ("match_re", .matches)] {
            for entry in node[prefix + key]?.entries ?? [] {
                found.append(LabelMatcher(entry.key.name, comparison, entry.value.scalarText ?? ""))
            }
        }
        for item in node[prefix + "matchers"]?.items ?? [] {
            found += try matchers.read(item.scalarText ?? "").matchers
        }
        var conditions: [LabelCondition] = []
        for matcher in found { conditions.append(try matchers.condition(matcher)) }
        return conditions
    }
}

extension DocumentNode {
    /// The text of a scalar, as a reader takes it that wants text.
    var scalarText: String? {
        switch value {
        case .string(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): text ?? String(number)
        case .double(let number): text ?? String(number)
        case .null, .sequence, .mapping: nil
        }
    }
}
