/// How far the clocks of a time zone are ahead of UTC.
public protocol TimeZoneOffsets: Sendable {
    /// Seconds east of UTC, daylight saving time included; nil for a zone that is not known.
    func secondsEast(of zone: String, at unixSeconds: Int64) -> Int?
}

/// The zones that need no table: UTC by its names, and the fixed offsets of IANA (`Etc/GMT-2` is two hours *ahead*).
/// Every other zone is unknown, `Local` (the zone of the machine that Alertmanager runs on) among them.
public struct FixedTimeZones: TimeZoneOffsets {
    public init() {}

    private static let names: Set<String> = [
        "", "UTC", "UCT", "GMT", "Universal", "Zulu", "Greenwich", "GMT0", "GMT+0", "GMT-0", "Etc/UTC", "Etc/UCT",
        "Etc/GMT", "Etc/Universal", "Etc/Zulu", "Etc/Greenwich", "Etc/GMT0", "Etc/GMT+0", "Etc/GMT-0",
    ]

    public func secondsEast(of zone: String, at unixSeconds: Int64) -> Int? {
        if Self.names.contains(zone) { return 0 }
        guard zone.hasPrefix("Etc/GMT"), let hours = Int(zone.dropFirst(7)), (-14...12).contains(hours),
            zone.utf8.last.map({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) ?? false
        else { return nil }
        return -hours * 3_600
    }
}

extension AlertRouting {
    func timing(of route: AlertRoute, at unixSeconds: Int64, _ zones: any TimeZoneOffsets) -> AlertDecision.Timing {
        var unknown: String?
        func isNow(_ name: String) -> Bool {
            (timeIntervals[name] ?? []).contains { interval in
                let zone = interval.location ?? ""
                guard let offset = zones.secondsEast(of: zone, at: unixSeconds) else {
                    unknown = zone
                    return false
                }
                let (local, isTooFar) = unixSeconds.addingReportingOverflow(Int64(offset))
                return !isTooFar && interval.contains(TimeInterval.Moment(unixSeconds: local))
            }
        }
        if let name = route.muteTimeIntervals.first(where: isNow) { return .muted(by: name) }
        // What is muted at another time may be so now, in a zone that is not known.
        if let unknown { return .unknownZone(unknown) }
        if route.activeTimeIntervals.isEmpty || route.activeTimeIntervals.contains(where: isNow) { return .told }
        return unknown.map { .unknownZone($0) } ?? .inactive
    }
}

extension TimeInterval {
    /// One of the `time_intervals` of a time interval.
    ///
    /// - Throws: `ConfigError.Code.invalidTimeInterval`.
    public init(_ node: DocumentNode) throws(ConfigError) {
        self.init()
        for time in node["times"]?.items ?? [] {
            let start = try Self.minute(time["start_time"]?.scalarText ?? "")
            let end = try Self.minute(time["end_time"]?.scalarText ?? "")
            guard start < end else { throw ConfigError(.invalidTimeInterval, "the time ends before it begins") }
            times.append(start..<end)
        }
        weekdays = try Self.spans(node["weekdays"], Span.init(weekdays:)).map(\.range)
        daysOfMonth = try Self.spans(node["days_of_month"], Span.init(daysOfMonth:))
        months = try Self.spans(node["months"], Span.init(months:)).map(\.range)
        years = try Self.spans(node["years"], Span.init(years:)).map(\.range)
        location = node["location"]?.scalarText
    }

    private static func spans(
        _ node: DocumentNode?, _ read: (String) throws(ConfigError) -> Span
    ) throws(ConfigError) -> [Span] {
        var spans: [Span] = []
        for item in node?.items ?? [] { spans.append(try read(item.scalarText ?? "")) }
        return spans
    }
}
