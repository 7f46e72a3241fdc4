import AtalayaModel

/// Objectives and the metrics they stand on.
enum ObjectiveRules {
    static let all: [StackRule] = [
        StackRule(
            "objective-percent", "An objective is above 0 and below 100 per cent: 100 leaves nothing to go wrong."
        ) { stack in
            each(stack) { path, _, objective in
                let percent = objective.percent.approximation
                if percent <= 0 || percent >= 100 {
                    return [StackProblem("\(path).objective", "\(objective.percent) is not above 0 and below 100")]
                }
                guard objective.percent.scale > 9 else { return [] }
                let message = "\(objective.percent) has more than 9 digits after the point"
                return [StackProblem("\(path).objective", message)]
            }
        },
        StackRule("objective-metric", "The metric of an objective is declared by its service.") { stack in
            each(stack) { path, service, objective in
                let name = objective.indicator.metric
                guard descriptor(of: objective, in: service) == nil else { return [] }
                let known = service.metrics.map(\.descriptor.name.rawValue)
                let missing = "services.\(service.name).metrics.\(name)"
                return [
                    StackProblem("\(path).metric", Spelling.unknown("metric", name, known: known), missing: missing)
                ]
            }
        },
        StackRule(
            "objective-indicator",
            "Errors are counted by a counter with 'bad', latency by a histogram with 'threshold'."
        ) { stack in
            each(stack) { path, service, objective in
                let indicator = objective.indicator
                guard indicator.bad.isEmpty != (indicator.threshold == nil) else {
                    return [StackProblem(path, "give either 'bad' (for a counter) or 'threshold' (for a histogram)")]
                }
                guard let descriptor = descriptor(of: objective, in: service) else { return [] }
                let kind: MetricKind = indicator.threshold == nil ? .counter : .histogram
                guard descriptor.kind != kind else { return [] }
                return [
                    StackProblem(
                        "\(path).metric",
                        "'\(descriptor.name)' is a \(descriptor.kind.rawValue); this objective needs a \(kind.rawValue)"
                    )
                ]
            }
        },
        StackRule(
            "objective-threshold",
            "The threshold is one of the histogram's bucket bounds; only there the count is exact."
        ) { stack in
            each(stack) { path, service, objective in
                guard let threshold = objective.indicator.threshold,
                    let bounds = descriptor(of: objective, in: service)?.buckets?.upperBounds,
                    !bounds.contains(threshold)
                else { return [] }
                guard !bounds.isEmpty else {
                    let message = "the histogram is only native, and has no bound to count at; give it 'buckets' too"
                    return [StackProblem("\(path).threshold", message)]
                }
                let list = bounds.map(\.description).joined(separator: ", ")
                return [
                    StackProblem(
                        "\(path).threshold",
                        "\(threshold) is not a bucket bound of the histogram; its bounds are \(list)")
                ]
            }
        },
        StackRule("objective-label", "Matchers use labels that the metric has and values that its domains know.") {
            stack in
            each(stack) { path, service, objective in
                guard let descriptor = descriptor(of: objective, in: service) else { return [] }
                let lists = [("only", objective.indicator.only), ("bad", objective.indicator.bad)]
                return lists.flatMap { key, matchers in
                    matchers.compactMap { matcher in
                        problem(of: matcher, descriptor: descriptor).map { StackProblem("\(path).\(key)", $0) }
                    }
                }
            }
        },
        StackRule("objective-events", "The least number of events is not negative.") { stack in
            each(stack) { path, _, objective in
                objective.eventsMin >= 0 ? [] : [StackProblem("\(path).min_events", "must not be negative")]
            }
        },
    ]

    private static func problem(of matcher: LabelMatcher, descriptor: MetricDescriptor) -> String? {
        guard let label = descriptor.labels.first(where: { $0.name.rawValue == matcher.label }) else {
            return Spelling.unknown("label", matcher.label, known: descriptor.labels.map(\.name.rawValue))
                + " (of \(descriptor.name))"
        }
        guard matcher.comparison == .equal, let values = label.values, !values.contains(matcher.value),
            !matcher.value.isEmpty
        else {
            return nil
        }
        return Spelling.unknown("value", matcher.value, known: values) + " (of the label '\(matcher.label)')"
    }

    private static func descriptor(of objective: Objective, in service: Service) -> MetricDescriptor? {
        service.metrics.first { $0.descriptor.name.rawValue == objective.indicator.metric }?.descriptor
    }

    private static func each(
        _ stack: Stack,
        check: (_ path: String, Service, Objective) -> [StackProblem]
    ) -> [StackProblem] {
        stack.placedServices.flatMap { path, service in
            service.objectives.flatMap { check("\(path).objectives.\($0.name)", service, $0) }
        }
    }
}
