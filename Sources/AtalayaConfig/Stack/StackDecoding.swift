extension Stack {
    /// Reads a stack from a document (`atalaya.yml`), lays the profile over it, and validates it.
    ///
    /// Every problem is reported in one run, each with its line. The other profiles are read too, so that a misspelt
    /// key in a profile is found before the day it is needed.
    ///
    /// - Parameters:
    ///   - node: the document, `profiles` included.
    ///   - file: the name for messages.
    ///   - profile: the name of a profile under `profiles`, or `nil` for the document as it is.
    public static func decode(_ node: DocumentNode, file: String, profile: String? = nil) -> StackReading {
        var diagnostics = node.duplicateKeyDiagnostics(file: file)
        let base = node.without("profiles")
        let profiles = readProfiles(node, file: file, into: &diagnostics)
        if let profile, !profiles.contains(where: { $0.name == profile }) {
            let message = Spelling.unknown("profile", profile, known: profiles.map(\.name))
            diagnostics.append(Diagnostic(file: file, line: node.line, rule: "unknown-profile", message: message))
        }
        var validated: ValidatedStack?
        for candidate in [(name: String?.none, node: base)]
            + profiles.map({ (name: $0.name, node: base.overlaid(with: $0.node)) })
        {
            let (stack, problems) = decodeMerged(candidate.node, file: file)
            diagnostics += problems
            if candidate.name == profile { validated = stack.map { ValidatedStack($0) } }
        }
        diagnostics = diagnostics.inFileOrder()
        return StackReading(validated: diagnostics.hasErrors ? nil : validated, diagnostics: diagnostics)
    }

    private static func readProfiles(
        _ node: DocumentNode,
        file: String,
        into diagnostics: inout [Diagnostic]
    ) -> [(name: String, node: DocumentNode)] {
        guard let profiles = node["profiles"], profiles.value != .null else { return [] }
        guard let entries = profiles.entries, entries.allSatisfy({ $0.value.entries != nil }) else {
            let message = "expected a mapping from names of profiles to mappings"
            diagnostics.append(
                Diagnostic(
                    file: file, line: profiles.line, column: profiles.column, rule: "wrong-type", message: message))
            return []
        }
        if let first = entries.dropFirst(profilesMax).first {
            diagnostics.append(
                Diagnostic(
                    file: file, line: first.key.line, column: first.key.column, rule: "too-many-profiles",
                    message: "more than \(profilesMax) profiles; the whole stack is read for each of them"))
            return []
        }
        return entries.map { (name: $0.key.name, node: $0.value) }
    }

    /// The most profiles of a stack.
    public static let profilesMax = 32

    private static func decodeMerged(_ node: DocumentNode, file: String) -> (stack: Stack?, problems: [Diagnostic]) {
        let context = DecodingContext(file: file)
        guard let stack = Stack.decode(node, path: "", context: context) else { return (nil, context.diagnostics) }
        let place = StackReport.Place(file: file, sources: SourceMap(node), brokenPaths: context.brokenPaths)
        return (stack, context.diagnostics + stack.problems(place: place))
    }
}

extension Stack: MappingDecodable {
    init(from mapping: MappingDecoder) {
        let identity = mapping.required("stack", placeholder: Identity(name: "stack"))
        self.init(
            name: identity.name,
            title: identity.title,
            environment: identity.environment,
            labels: identity.labels,
            runbooks: identity.runbooks,
            targets: mapping.value("targets", default: Targets()),
            services: mapping.named("services"),
            sidecar: mapping.value("sidecar", default: Sidecar()),
            prometheus: mapping.value("prometheus", default: PrometheusServer()),
            alerts: mapping.named("alerts"),
            alertmanager: mapping.value("alertmanager", default: AlertmanagerServer()),
            grafana: mapping.value("grafana", default: GrafanaServer()),
            loki: mapping.value("loki", default: LokiServer()),
            fluentd: mapping.value("fluentd", default: FluentdServer()),
            kubernetes: mapping.value("kubernetes"),
            imported: mapping.named("imported")
        )
        mapping.skip("profiles")
    }
}

/// The section `stack`.
private struct Identity: MappingDecodable {
    var name: String
    var title: String?
    var environment = "production"
    var labels: [StackLabel] = []
    var runbooks: String?

    init(name: String) { self.name = name }

    init(from mapping: MappingDecoder) {
        name = mapping.required("name", placeholder: "stack")
        title = mapping.value("title")
        environment = mapping.value("environment", default: "production")
        labels = mapping.labels("labels")
        runbooks = mapping.value("runbooks")
    }
}

extension Targets: MappingDecodable {
    init(from mapping: MappingDecoder) {
        let standard = Targets()
        self.init(
            prometheus: mapping.value("prometheus", default: standard.prometheus),
            alertmanager: mapping.value("alertmanager", default: standard.alertmanager),
            grafana: mapping.value("grafana", default: standard.grafana),
            fluentd: mapping.value("fluentd", default: standard.fluentd),
            kubernetes: mapping.value("kubernetes", default: standard.kubernetes)
        )
    }
}
