/// What a new version of a service has to show before it takes over: the error ratios of its objectives, over the pods
/// of the new version only.
///
/// | ratio of bad events | verdict |
/// |---|---|
/// | within the error budget | success |
/// | more than ten times the budget | failure |
/// | between, or no events at all | neither: a person decides, after several of these |
struct ServiceAnalysis {
    let composition: KubernetesComposition
    let service: Service

    /// By what Argo calls the pods of one version, as a label of series.
    static let hashLabel = "rollouts_pod_template_hash"
    private static let measurements = 5
    private static let interval = PrometheusDuration.minutes(1)

    private var name: String { "\(service.name)-objectives" }

    /// Nil for a service without objectives to meet.
    var run: ArgoRollout.Analysis? { service.analysedObjectives.isEmpty ? nil : ArgoRollout.Analysis(template: name) }

    var template: AnalysisTemplate? {
        guard run != nil else { return nil }
        return AnalysisTemplate(
            composition.metadata(
                name, of: service.name, KubernetesComposition.serviceComponent,
                comments: ["What a new version has to show: its own error ratios against the budgets."]),
            arguments: [ArgoRollout.Analysis.hashArgument], metrics: service.analysedObjectives.map(metric))
    }

    private func metric(_ objective: Objective) -> AnalysisTemplate.Metric {
        let value = "len(result) > 0 && !isNaN(result[0]) && result[0]"
        return AnalysisTemplate.Metric(
            name: objective.name,
            comments: [
                "\(objective.percent) % have to be good. Neither condition holds without events: then a person decides."
            ],
            // A rate needs two scrapes of a pod that has just started.
            delay: window, interval: Self.interval, count: Self.measurements,
            successCondition: "\(value) <= \(objective.errorBudget)",
            failureCondition: "\(value) > \(Self.intolerable(objective.errorBudget))",
            failuresMax: 1, inconclusiveMax: Self.measurements - 1,
            address: address, query: query(objective))
    }

    /// Argo's controller is in another namespace.
    private var address: String {
        let address = composition.stack.prometheus.address
        guard composition.place.prometheusOperator == nil else { return "http://\(address)" }
        return "http://\(Endpoint(host: "\(address.host).\(composition.namespace)", port: address.port))"
    }

    /// At least four scrapes.
    private var window: PrometheusDuration {
        max(.minutes(2), composition.stack.prometheus.scrapeInterval * 4)
    }

    private func query(_ objective: Objective) -> AnalysisQuery {
        var objective = objective
        objective.indicator.only.append(LabelMatcher(Self.hashLabel, .equal, ""))
        let matcher = "\(Self.hashLabel)=\""
        let pieces = ServiceIndicator(service, objective).errorRatio(over: window)
            .split(separator: matcher, omittingEmptySubsequences: false).map { AnalysisQuery(String($0)) }
        let ofVersion: AnalysisQuery = "\(matcher)\(.argument(ArgoRollout.Analysis.hashArgument))"
        return pieces.dropFirst().reduce(pieces[0]) { $0 + ofVersion + $1 }
    }

    /// Ten times the budget, or half of what is left above it where that would be everything.
    static func intolerable(_ budget: ExactDecimal) -> ExactDecimal {
        let tenfold =
            budget.scale > 0
            ? ExactDecimal(coefficient: budget.coefficient, scale: budget.scale - 1)
            : ExactDecimal(coefficient: 1, scale: 0)
        if tenfold.approximation < 1 { return tenfold }
        // (1 + budget) / 2, exactly: 1 - (1 - budget) / 2.
        let rest = budget.complement
        return ExactDecimal(coefficient: rest.coefficient * 5, scale: rest.scale + 1).complement
    }
}
