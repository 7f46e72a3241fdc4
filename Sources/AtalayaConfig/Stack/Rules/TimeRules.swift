/// Intervals, timeouts and windows.
enum TimeRules {
    static let all: [StackRule] = [
        StackRule("timeout-exceeds-interval", "A timeout is not longer than the interval of what it limits.") { stack in
            var problems: [StackProblem] = []
            func check(
                _ timeout: PrometheusDuration, _ interval: PrometheusDuration, path: String, keys: (String, String)
            ) {
                guard timeout > interval else { return }
                let message = "the timeout \(timeout) is longer than the interval \(interval)"
                problems.append(StackProblem("\(path).\(keys.0)", message, basis: "\(path).\(keys.1)"))
            }
            let keys = ("scrape_timeout", "scrape_interval")
            let prometheus = stack.prometheus
            check(prometheus.scrapeTimeout, prometheus.scrapeInterval, path: "prometheus", keys: keys)
            for job in prometheus.jobs where job.timeout != nil || job.interval != nil {
                // A job without a timeout of its own takes the global one, cut to the job's interval by Prometheus.
                guard let timeout = job.timeout else { continue }
                check(
                    timeout, job.interval ?? prometheus.scrapeInterval, path: "prometheus.jobs.\(job.name)", keys: keys)
            }
            for (path, service) in stack.placedServices {
                guard let health = service.health else { continue }
                check(health.timeout, health.interval, path: "\(path).health", keys: ("timeout", "interval"))
            }
            return problems
        },
        StackRule("interval-zero", "Intervals, timeouts and retentions are longer than nothing.") { stack in
            var named: [(path: String, duration: PrometheusDuration)] = [
                ("prometheus.scrape_interval", stack.prometheus.scrapeInterval),
                ("prometheus.scrape_timeout", stack.prometheus.scrapeTimeout),
                ("prometheus.evaluation_interval", stack.prometheus.evaluationInterval),
                ("prometheus.retention", stack.prometheus.retention),
                ("loki.retention", stack.loki.retention),
            ]
            for (path, service) in stack.placedServices {
                guard let health = service.health else { continue }
                named += [("\(path).health.interval", health.interval), ("\(path).health.timeout", health.timeout)]
            }
            for job in stack.prometheus.jobs {
                if let interval = job.interval {
                    named.append(("prometheus.jobs.\(job.name).scrape_interval", interval))
                }
                if let timeout = job.timeout { named.append(("prometheus.jobs.\(job.name).scrape_timeout", timeout)) }
            }
            for route in stack.alertmanager.routes {
                named.append(("alertmanager.routes.\(route.severity).repeat_interval", route.repeatInterval))
            }
            return named.filter { $0.duration == .zero }.map { StackProblem($0.path, "must be longer than 0s") }
        },
        StackRule(
            "interval-stale", "Scrapes and evaluations come at least every 2 minutes, or graphs and alerts have gaps."
        ) { stack in
            let named: [(path: String, duration: PrometheusDuration)] = [
                ("prometheus.scrape_interval", stack.prometheus.scrapeInterval),
                ("prometheus.evaluation_interval", stack.prometheus.evaluationInterval),
            ]
            return named.filter { $0.duration > .minutes(2) }.map {
                StackProblem(
                    $0.path, "\($0.duration) is so long that series go stale between two scrapes; choose 2m or less",
                    severity: .warning)
            }
        },
        StackRule("objective-window", "The window of an objective is from 7 days to 90 days long.") { stack in
            stack.placedServices.flatMap { path, service in
                service.objectives.filter { $0.window < .days(7) || $0.window > .days(90) }.map {
                    StackProblem(
                        "\(path).objectives.\($0.name).window", "the window \($0.window) is not between 7d and 90d")
                }
            }
        },
    ]
}
