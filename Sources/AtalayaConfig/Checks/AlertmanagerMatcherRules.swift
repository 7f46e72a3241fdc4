/// alertmanager.yml as the rules about matchers and routes look at it: each matcher is read once for all of them.
struct AlertmanagerReading {
    let root: DocumentNode
    /// The items of all lists of matchers, and what each says.
    let matchers: [(node: DocumentNode, text: String, reading: Result<AlertmanagerMatchers.Reading, ConfigError>)]
    /// What is wrong with the expressions of each of them; nil: nothing.
    let problems: [String?]
    /// Nil where something cannot be read; what, other rules say.
    let routing: AlertRouting?

    init(_ root: DocumentNode) {
        self.root = root
        var readings = MatcherReadings()
        matchers = Self.nodes(root).compactMap { node in
            guard let text = node.string else { return nil }
            do throws(ConfigError) {
                return (node, text, .success(try readings.read(text)))
            } catch {
                return (node, text, .failure(error))
            }
        }
        var known: [String: String] = [:]
        problems = matchers.map { matcher in
            guard case .success(let reading) = matcher.reading else { return nil }
            for expression in reading.matchers where [.matches, .doesNotMatch].contains(expression.comparison) {
                let problem = known[expression.value] ?? TextForm.regex.problem(expression.value) ?? ""
                known[expression.value] = problem
                if !problem.isEmpty { return problem }
            }
            return nil
        }
        routing = try? AlertRouting(root, matchers: &readings)
    }

    /// The root and every route below it.
    static func routes(_ root: DocumentNode) -> [DocumentNode] {
        func collect(_ route: DocumentNode) -> [DocumentNode] {
            [route] + (route["routes"]?.items ?? []).flatMap(collect)
        }
        return root["route"].map(collect) ?? []
    }

    static func inhibitRules(_ root: DocumentNode) -> [DocumentNode] {
        root["inhibit_rules"]?.items ?? []
    }

    private static func nodes(_ root: DocumentNode) -> [DocumentNode] {
        routes(root).flatMap { $0["matchers"]?.items ?? [] }
            + inhibitRules(root).flatMap { rule in
                ["source_matchers", "target_matchers"].flatMap { rule[$0]?.items ?? [] }
            }
    }
}

/// Rules about matchers, and about what a route takes over from those above it.
enum AlertmanagerMatcherRules {
    static let all: [ReadingRule<AlertmanagerReading>] = [
        ReadingRule(
            "repeat-never",
            "A repetition happens when a group is looked at, so not more often than group_interval.",
            severity: .warning
        ) { reading, _ in
            // The longer one of a route may be that of a route above, or the program's own.
            guard let routing = reading.routing else { return [] }
            return zip(AlertmanagerReading.routes(reading.root), routing.routes).compactMap { node, route in
                guard let place = node["repeat_interval"] ?? node["group_interval"],
                    route.repeatInterval < route.groupInterval
                else { return nil }
                return CheckFinding(
                    place,
                    "the repeat_interval \(route.repeatInterval) is shorter than the group_interval \(route.groupInterval), which decides"
                )
            }
        },
        ReadingRule("matcher-syntax", "A matcher is name, operator and value, and an expression one of RE2.") {
            reading, _ in
            zip(reading.matchers, reading.problems).compactMap { matcher, problem in
                switch matcher.reading {
                case .success: problem.map { CheckFinding(matcher.node, $0) }
                case .failure(let error): CheckFinding(matcher.node, error.message)
                }
            }
        },
        ReadingRule(
            "matcher-quotes", "Only values in double quotes mean the same to old and new versions.",
            severity: .warning
        ) { reading, _ in
            reading.matchers.compactMap { node, text, reading in
                guard case .success(let reading) = reading, !reading.matchers.isEmpty,
                    !reading.isAgreed || !text.utf8.contains(UInt8(ascii: "\""))
                else { return nil }
                let suggestion = reading.matchers.map(\.description).joined(separator: ", ")
                return CheckFinding(node, "write '\(text)' as \(suggestion)")
            }
        },
    ]
}
