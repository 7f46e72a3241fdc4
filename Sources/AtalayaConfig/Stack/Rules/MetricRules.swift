import AtalayaModel

/// Metrics and the log lines they come from.
enum MetricRules {
    static let all: [StackRule] = [
        StackRule("metric-without-source", "A metric comes from the service's log or from its own endpoint.") { stack in
            eachMetric(stack) { path, service, metric in
                if metric.fromLog != nil && service.logs == nil {
                    return [
                        StackProblem(
                            "\(path).from_log", "the service has no 'logs' to read the metric from",
                            missing: "services.\(service.name).logs")
                    ]
                }
                if metric.fromLog == nil && service.exposition == nil {
                    let message = "nothing provides the metric: give it 'from_log', or the service an 'exposition'"
                    return [StackProblem(path, message, missing: "services.\(service.name).exposition")]
                }
                return []
            }
        },
        StackRule(
            "metric-kind-from-log",
            "Counters, gauges and histograms can be read from a log; the last two need a 'value'."
        ) { stack in
            eachDerivation(stack) { path, metric, derivation in
                switch metric.descriptor.kind {
                case .counter: []
                case .gauge, .histogram:
                    derivation.value == nil
                        ? [
                            StackProblem(
                                path, "a \(metric.descriptor.kind.rawValue) needs 'value': the field with the number")
                        ] : []
                default:
                    [
                        StackProblem(
                            path, "a metric of type \(metric.descriptor.kind.rawValue) cannot be read from a log")
                    ]
                }
            }
        },
        StackRule("metric-log-labels", "The labels under 'from_log' are declared under 'labels', each has one field.") {
            stack in
            eachDerivation(stack) { path, metric, derivation in
                let declared = metric.descriptor.labels.map(\.name.rawValue)
                var seen = Set<String>()
                var problems: [StackProblem] = derivation.labels.compactMap { label in
                    if !declared.contains(label.label) {
                        let message =
                            Spelling.unknown("label", label.label, known: declared)
                            + " (labels are declared under 'labels')"
                        return StackProblem("\(path).labels.\(label.label)", message)
                    }
                    return seen.insert(label.label).inserted
                        ? nil : StackProblem("\(path).labels", "the label '\(label.label)' stands twice")
                }
                for name in declared where !seen.contains(name) {
                    problems.append(StackProblem("\(path).labels", "no field is given for the label '\(name)'"))
                }
                return problems
            }
        },
        StackRule("metric-log-condition", "A condition under 'when' names at least one value.") { stack in
            eachDerivation(stack) { path, _, derivation in
                derivation.when.filter(\.values.isEmpty).map {
                    StackProblem("\(path).when.\($0.field)", "the condition has no value, so no record can meet it")
                }
            }
        },
        StackRule("metric-reserved-label", "The labels service, job and instance are set by the stack.") { stack in
            eachMetric(stack) { path, _, metric in
                metric.descriptor.labels.filter { ["service", "job", "instance"].contains($0.name.rawValue) }.map {
                    StackProblem(
                        "\(path).labels.\($0.name)",
                        "the label '\($0.name)' is set by the stack itself; choose another name")
                }
            }
        },
        StackRule("metric-reserved-name", "Names beginning with atalaya_ belong to the sidecar.") { stack in
            eachMetric(stack) { path, _, metric in
                metric.descriptor.name.rawValue.hasPrefix("atalaya_")
                    ? [StackProblem(path, "names beginning with 'atalaya_' belong to the sidecar; choose another one")]
                    : []
            }
        },
        StackRule(
            "metric-conflict", "Two metrics share no sample name; the same metric of two services is declared alike."
        ) { stack in
            var owners: [String: (path: String, declaration: MetricDeclaration, service: String)] = [:]
            return eachMetric(stack) { path, service, metric in
                for name in metric.descriptor.reservedNames {
                    guard let owner = owners[name] else {
                        owners[name] = (path, metric, service.name)
                        continue
                    }
                    // Metrics of different services differ by the label `service`, unless they are not of one kind.
                    if owner.service != service.name && owner.declaration.descriptor == metric.descriptor { continue }
                    return [
                        StackProblem(
                            path, "the name '\(name)' is already used by \(owner.path), which is declared differently")
                    ]
                }
                return []
            }
        },
        StackRule("metric-naming", "Names follow Prometheus' conventions.") { stack in
            eachMetric(stack) { path, _, metric in
                metric.descriptor.lint().map { StackProblem(path, "\($0.message) (\($0.rule))", severity: .warning) }
            }
        },
        StackRule("log-format", "The format of a log is one that the sidecar can read.") { stack in
            stack.placedServices.compactMap { path, service in
                guard let format = service.logs?.format, !LogSource.formats.contains(format) else { return nil }
                return StackProblem("\(path).logs.format", Spelling.unknown("format", format, known: LogSource.formats))
            }
        },
        StackRule("log-processing", "What is said of a log's lines makes sense: patterns, presets, filters.") { stack in
            stack.placedServices.flatMap { path, service -> [StackProblem] in
                guard let logs = service.logs else { return [] }
                return logs.processing.problems(format: logs.format)
                    .map { StackProblem("\(path).logs.\($0.key)", $0.message) }
            }
        },
        StackRule("metric-log-pattern", "The pattern of a 'from_log' is one in RE2's syntax.") { stack in
            eachDerivation(stack) { path, _, derivation in
                guard let pattern = derivation.pattern else { return [] }
                do throws(PatternError) {
                    _ = try Pattern(pattern)
                    return []
                } catch {
                    return [StackProblem("\(path).pattern", "\(error)")]
                }
            }
        },
    ]

    private static func eachMetric(
        _ stack: Stack,
        check: (_ path: String, Service, MetricDeclaration) -> [StackProblem]
    ) -> [StackProblem] {
        stack.placedServices.flatMap { path, service in
            service.metrics.flatMap { check("\(path).metrics.\($0.descriptor.name)", service, $0) }
        }
    }

    private static func eachDerivation(
        _ stack: Stack,
        check: (_ path: String, MetricDeclaration, LogDerivation) -> [StackProblem]
    ) -> [StackProblem] {
        eachMetric(stack) { path, _, metric in
            metric.fromLog.map { check("\(path).from_log", metric, $0) } ?? []
        }
    }
}
