import ArgumentParser
import AtalayaConfig
import Foundation

struct RouteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "route",
        abstract: "Tells which receivers an alert reaches.",
        discussion: """
            Of an alert's labels and alertmanager.yml: the routes that it ends in, the group it joins, whether a time interval \
            keeps the route silent, and the alerts that silence it. With --rules, of every alert of rule files: all receivers that \
            it can reach, whatever labels its series have. Without either, every route is shown with an alert that comes \
            there; a route that no alert can reach is said to be so.

            Time intervals count only when --at says when. Exit code 0; 1 when --expect says otherwise, or without --label when \
            there is a route that no alert reaches; 2 when the file cannot be read.

            Examples:
              atalaya route alertmanager.yml --label alertname=Down --label severity=page
              atalaya route alertmanager.yml --label severity=ticket --at 2026-11-23T08:00:00Z --expect tickets
              atalaya route alertmanager.yml --label alertname=Slow --firing 'alertname="Down",service="api"'
              atalaya route alertmanager.yml --rules rules/
              atalaya route alertmanager.yml
            """
    )

    @Argument(help: ArgumentHelp("The configuration of Alertmanager; - is standard input.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("A label of the alert. May be repeated.", valueName: "name=value"))
    var label: [LabelArgument] = []

    @Option(
        help: ArgumentHelp(
            "Another alert that fires at the same time, as in alertname=\"Down\",service=\"api\". May be repeated.",
            valueName: "labels"))
    var firing: [FiringAlert] = []

    @Option(
        help: ArgumentHelp(
            "Rule files, or directories with them, whose alerts are routed. May be repeated.", valueName: "path"))
    var rules: [String] = []

    @Option(help: ArgumentHelp("When, as in 2026-11-23T08:00:00Z, or now.", valueName: "time"))
    var at: MomentArgument?

    @Option(
        help: ArgumentHelp(
            "The time zone of the machine that Alertmanager runs on, for time intervals with 'location: Local'.",
            valueName: "zone"))
    var localZone: String?

    @Option(
        help: ArgumentHelp(
            "The receivers that must be told, with commas; empty for none. Others are exit code 1.",
            valueName: "receivers"))
    var expect: String?

    @Option(help: ArgumentHelp("How the answer is told: text or json.", valueName: "format"))
    var format = RouteReportFormat.text

    func validate() throws {
        if let localZone, SystemTimeZones().secondsEast(of: localZone, at: 0) == nil {
            throw ValidationError("--local-zone: '\(localZone)' is no time zone of this machine's tables")
        }
        if !label.isEmpty, !rules.isEmpty { throw ValidationError("give --label or --rules, not both") }
        if label.isEmpty, expect != nil || at != nil || !firing.isEmpty {
            throw ValidationError("--expect, --at and --firing are about an alert: give its labels with --label")
        }
    }

    func run() throws {
        let routing = try routing()
        if !rules.isEmpty {
            let report = RoutedRulesReport(rules: try routedRules(routing))
            print(format == .json ? report.json : report.text, terminator: "")
            return
        }
        guard !label.isEmpty else {
            let report = RouteTreeReport(routing: routing, reachability: RouteReachability(routing))
            print(format == .json ? report.json : report.text, terminator: "")
            if !report.isComplete { throw ExitCode.problemsFound }
            return
        }
        let labels = Dictionary(label.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        let decision = routing.decision(
            for: labels, at: at?.unixSeconds, firing: firing.map(\.labels), zones: SystemTimeZones(local: localZone))
        let report = RouteReport(decision: decision)
        print(format == .json ? report.json : report.text, terminator: "")
        guard let expect else { return }
        let expected = expect.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        if Set(expected) != Set(decision.receivers) {
            Terminal.printError(
                "\(file): expected \(RouteReport.list(expected)), told are \(RouteReport.list(decision.receivers))")
            throw ExitCode.problemsFound
        }
    }

    private func routedRules(_ routing: AlertRouting) throws(ToolError) -> [RoutedRule] {
        var found: [RoutedRule] = []
        for path in rules {
            for path in try CheckedPath.expanding(path) {
                guard path.isNamed || [".yml", ".yaml", ".json"].contains(where: path.name.hasSuffix) else { continue }
                found += routing.routedRules(of: try document(path.name), file: path.name)
            }
        }
        return found
    }

    private func routing() throws(ToolError) -> AlertRouting {
        let document = try document(file)
        do throws(ConfigError) {
            return try AlertRouting(document)
        } catch {
            throw .usage("\(file == "-" ? "standard input" : file): \(error.message)")
        }
    }

    private func document(_ path: String) throws(ToolError) -> DocumentNode {
        let name = path == "-" ? "standard input" : path
        let text = try TextFile.text(of: path)
        let reading =
            path.hasSuffix(".json")
            ? JSONDocumentReader.read(text, file: name) : YAMLDocumentReader.read(text, file: name, isFirstOfMany: true)
        guard let node = reading.node else {
            throw .usage(reading.diagnostics.first?.description ?? "\(name): no document")
        }
        return node
    }
}

/// A label as the command line gives it: `severity=page`.
struct LabelArgument: ExpressibleByArgument {
    var name: String
    var value: String

    init?(argument: String) {
        guard let equal = argument.firstIndex(of: "="), equal > argument.startIndex else { return nil }
        name = String(argument[..<equal])
        value = String(argument[argument.index(after: equal)...])
    }
}

/// The labels of an alert as the command line gives them: `alertname="Down",service="api"`.
struct FiringAlert: ExpressibleByArgument {
    var labels: [String: String]

    init?(argument: String) {
        guard let matchers = try? LabelMatcher.list(argument), !matchers.isEmpty,
            matchers.allSatisfy({ $0.comparison == .equal })
        else { return nil }
        labels = Dictionary(matchers.map { ($0.label, $0.value) }, uniquingKeysWith: { $1 })
    }
}

struct MomentArgument: ExpressibleByArgument {
    var unixSeconds: Int64

    init?(argument: String) {
        let moment = argument == "now" ? Date() : try? Date(argument, strategy: .iso8601)
        guard let moment else { return nil }
        unixSeconds = Int64(moment.timeIntervalSince1970.rounded(.down))
    }
}

enum RouteReportFormat: String, ExpressibleByArgument {
    case text, json
}

/// The time zones that the machine has tables of.
struct SystemTimeZones: TimeZoneOffsets {
    /// What `Local` stands for: the zone of the machine that Alertmanager runs on, which is not that of this one.
    var local: String?

    func secondsEast(of zone: String, at unixSeconds: Int64) -> Int? {
        if let fixed = FixedTimeZones().secondsEast(of: zone, at: unixSeconds) { return fixed }
        if zone == "Local" { return local.flatMap { $0 == zone ? nil : secondsEast(of: $0, at: unixSeconds) } }
        return TimeZone(identifier: zone)?.secondsFromGMT(for: Date(timeIntervalSince1970: Double(unixSeconds)))
    }
}
