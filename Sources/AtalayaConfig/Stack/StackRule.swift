/// One rule that a stack has to keep, whether it comes from a file or from Swift.
///
/// A rule is a value with a pure function. A new one is added to the list of its topic, which `StackRules.all` gathers.
public struct StackRule: Sendable {
    /// Stable, in kebab case; the `rule` of its diagnostics.
    public let id: String
    /// What the rule asks for, in one sentence.
    public let explanation: String
    let check: @Sendable (Stack) -> [StackProblem]

    init(_ id: String, _ explanation: String, check: @escaping @Sendable (Stack) -> [StackProblem]) {
        self.id = id
        self.explanation = explanation
        self.check = check
    }
}

/// Every rule of the stack.
public enum StackRules {
    public static let all: [StackRule] =
        NameRules.all + TimeRules.all + MetricRules.all + ObjectiveRules.all + AlertRules.all
        + AlertExpressionChecks.all + PlaceRules.all + DeliveryRules.all + DeploymentRules.all
}

/// Where a rule is broken. The path is that of `atalaya.yml`: `services.orchestrator.health.timeout`.
struct StackProblem {
    var path: String
    var message: String
    var severity = Diagnostic.Severity.error
    /// The thing that is missed. If it is written in the file it has a problem of its own, which is reported already.
    var missing: String?
    /// Where in the text of a value; nil for the value as a whole.
    var byte: Int?
    /// A value that the problem rests on. If it could not be read, its default was compared, which says nothing.
    var basis: String?

    init(
        _ path: String, _ message: String, severity: Diagnostic.Severity = .error, missing: String? = nil,
        basis: String? = nil, byte: Int? = nil
    ) {
        self.byte = byte
        self.path = path
        self.message = message
        self.severity = severity
        self.missing = missing
        self.basis = basis
    }
}

/// Turns problems into diagnostics with their place.
struct StackReport {
    struct Place {
        var file: String
        var sources: SourceMap?
        var brokenPaths: Set<String> = []
    }

    let place: Place

    func diagnostic(_ problem: StackProblem, of rule: StackRule) -> Diagnostic? {
        guard let sources = place.sources else {
            let message = problem.path.isEmpty ? problem.message : "\(problem.path): \(problem.message)"
            return Diagnostic(file: place.file, rule: rule.id, severity: problem.severity, message: message)
        }
        if let missing = problem.missing, sources.positions[missing] != nil { return nil }
        if isConsequence(problem.path) || problem.basis.map(isConsequence) == true { return nil }
        let position = sources.position(of: problem.path, byte: problem.byte)
        return Diagnostic(
            file: place.file, line: position?.line ?? 0, column: position?.column ?? 0, rule: rule.id,
            severity: problem.severity,
            message: problem.message)
    }

    /// Whether something was already wrong exactly there, or inside of it.
    private func isConsequence(_ path: String) -> Bool {
        place.brokenPaths.contains { $0 == path || $0.hasPrefix(path + ".") || $0.hasPrefix(path + "[") }
    }
}

extension Stack {
    /// Checks every rule and reports all problems.
    ///
    /// - Parameter source: what messages call the stack; a stack made in Swift has no file.
    public func validate(source: String? = nil) -> StackReading {
        let problems = problems(place: StackReport.Place(file: source ?? "stack '\(name)'"))
        return StackReading(validated: problems.hasErrors ? nil : ValidatedStack(self), diagnostics: problems)
    }

    func problems(place: StackReport.Place) -> [Diagnostic] {
        let report = StackReport(place: place)
        return StackRules.all.flatMap { rule in
            rule.check(self).compactMap { report.diagnostic($0, of: rule) }
        }
    }

    /// The services with their paths in `atalaya.yml`.
    var placedServices: [(path: String, service: Service)] {
        services.map { (path: "services.\($0.name)", service: $0) }
    }
}
