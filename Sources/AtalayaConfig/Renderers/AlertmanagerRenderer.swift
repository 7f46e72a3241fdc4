/// monitoring/alertmanager.yml: who is told about which alert, and which alerts say nothing new.
public struct AlertmanagerRenderer: StackRenderer {
    public let name = "alertmanager"

    public init() {}

    public func render(_ stack: ValidatedStack) -> [RenderedFile] {
        let stack = stack.stack
        let header = GeneratedHeader.lines(
            "Configuration of Alertmanager \(stack.targets.alertmanager) for the stack '\(stack.name)'.")
        let contents = YAMLWriter.write(Self.configuration(of: stack.alertmanager).document(), header: header)
        return [RenderedFile(path: "monitoring/alertmanager.yml", contents: contents)]
    }

    static func configuration(of server: AlertmanagerServer) -> AlertmanagerConfiguration {
        let silent = AlertmanagerServer.silentReceiver
        let fallback = server.defaultReceiver ?? silent
        let watchdog = server.watchdogReceiver ?? silent
        let needsSilent = fallback == silent || watchdog == silent
        return AlertmanagerConfiguration(
            route: AlertmanagerRoute(
                receiver: fallback, groupBy: ["alertname", "service"], groupWait: .seconds(30),
                groupInterval: .minutes(5),
                repeatInterval: .hours(4), routes: [watchdogRoute(to: watchdog)] + routes(server)),
            inhibitRules: inhibitRules,
            receivers: server.receivers.map(AlertmanagerReceiver.init)
                + (needsSilent ? [AlertmanagerReceiver(name: silent)] : [])
        )
    }

    private static func watchdogRoute(to receiver: String) -> AlertmanagerRoute {
        AlertmanagerRoute(
            comments: ["Always fires; told every minute, so that its absence is noticed."],
            matchers: [LabelMatcher("alertname", .equal, "Watchdog")], receiver: receiver, groupWait: .zero,
            groupInterval: .minutes(1),
            repeatInterval: .minutes(1))
    }

    /// The most urgent severity first, whatever the order in the stack.
    private static func routes(_ server: AlertmanagerServer) -> [AlertmanagerRoute] {
        AlertSeverity.all.compactMap { severity in
            server.routes.first { $0.severity == severity }.map { route in
                AlertmanagerRoute(
                    matchers: [LabelMatcher("severity", .equal, severity.name)], receiver: route.receiver,
                    // A repetition below the group interval would never happen.
                    groupInterval: route.repeatInterval < .minutes(5) ? route.repeatInterval : nil,
                    repeatInterval: route.repeatInterval)
            }
        }
    }

    private static let inhibitRules = [
        AlertmanagerInhibitRule(
            comments: ["A service that is down: nothing else about it is news."],
            sourceMatchers: [LabelMatcher("alertname", .matches, ".+Down"), LabelMatcher("service", .notEqual, "")],
            targetMatchers: [LabelMatcher("alertname", .doesNotMatch, ".+Down"), LabelMatcher("service", .notEqual, "")],
            equal: ["service"]),
        AlertmanagerInhibitRule(
            comments: ["Without the sidecar there are no health checks."],
            sourceMatchers: [LabelMatcher("alertname", .equal, "SidecarDown")],
            targetMatchers: [LabelMatcher("alertname", .matches, ".+ProbeMissing")],
            equal: []),
        AlertmanagerInhibitRule(
            comments: ["Who is paged about an objective needs no ticket about it."],
            sourceMatchers: [LabelMatcher("severity", .equal, "page"), LabelMatcher("slo", .notEqual, "")],
            targetMatchers: [LabelMatcher("severity", .equal, "ticket"), LabelMatcher("slo", .notEqual, "")],
            equal: ["service", "slo"]),
    ]
}
