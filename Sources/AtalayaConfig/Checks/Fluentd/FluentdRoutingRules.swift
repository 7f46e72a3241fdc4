/// What becomes of events: tags, labels, and matches that are never reached.
enum FluentdRoutingRules {
    static let all: [ReadingRule<FluentdReading>] = [
        ReadingRule(
            "fluentd-tag",
            "Several patterns are one text with spaces: Fluentd splits nowhere else, so a comma matches nothing."
        ) { reading, _ in
            if let document = reading.document {
                return lists(of: "$tag", in: document["config"]).map { node in
                    let text = (node.items ?? []).compactMap(\.string).joined(separator: " ")
                    return CheckFinding(node, "write $tag: \"\(text)\"")
                }
            }
            return matches(reading).compactMap { element in
                guard let text = element.argument.text else { return nil }
                let commas = text.split(separator: " ").filter { word in
                    !word.hasPrefix("/") && hasComma(outsideBraces: word)
                }
                guard let word = commas.first else { return nil }
                let parts = word.split(separator: ",").joined(separator: " ")
                return CheckFinding(element, "'\(word)' is one tag with a comma in it; write '\(parts)'")
            }
        },
        ReadingRule("fluentd-label", "Labels that events are sent to are defined, once, and contain a match.") {
            reading, _ in
            var defined: Set<String> = []
            var found: [CheckFinding] = []
            for element in reading.routings.flatMap({ $0.elements("label") }) {
                guard let name = element.argument.text, !name.isEmpty else {
                    if !element.argument.hasRuby { found.append(CheckFinding(element, "the label has no name")) }
                    continue
                }
                if name == "@ROOT" { found.append(CheckFinding(element, "'@ROOT' is the routing without a label")) }
                if !defined.insert(name).inserted {
                    found.append(CheckFinding(element, "the label '\(name)' is defined twice"))
                }
                if element.elements("match").isEmpty, element.elements(FluentdElement.includeName).isEmpty {
                    found.append(CheckFinding(element, "the label has no match"))
                }
            }
            guard !reading.hasIncludes else { return found }
            let known = defined.sorted()
            for (_, element) in reading.plugins {
                guard let parameter = element.parameter("@label"), let name = parameter.value.text,
                    !["@ROOT", "@ERROR"].contains(name), !defined.contains(name)
                else { continue }
                // To look through thousands of labels for each of thousands of others would take too long.
                let message =
                    found.count < suggestionsMax
                    ? Spelling.unknown("label", name, known: known) : "unknown label '\(name)'"
                found.append(CheckFinding(parameter.value, message))
            }
            return found
        },
        ReadingRule("fluentd-unreachable", "A match behind one that takes all of its events is never reached.") {
            reading, _ in
            var taken = FluentdTakenEvents()
            return reading.routings.flatMap { routing -> [CheckFinding] in
                taken.beginRouting()
                return routing.elements("match").compactMap { match in
                    guard let text = match.argument.text else { return nil }
                    let pattern = FluentdTagPattern(text)
                    defer { taken.add(pattern, line: match.line) }
                    guard let line = taken.line(thatTakes: pattern) else { return nil }
                    return CheckFinding(
                        match, "the match of line \(line) takes every event of '\(text)': this one gets none")
                }
            }
        },
        ReadingRule(
            "fluentd-filter-late", "A filter behind the match that takes its events is never reached.",
            severity: .warning
        ) { reading, _ in
            var taken = FluentdTakenEvents()
            return reading.routings.flatMap { routing -> [CheckFinding] in
                taken.beginRouting()
                // Where there is no filter, nothing is late.
                guard routing.elements.contains(where: { $0.name == "filter" }) else { return [] }
                return routing.elements.compactMap { element in
                    guard element.name == "match" || element.name == "filter", let text = element.argument.text else {
                        return nil
                    }
                    let pattern = FluentdTagPattern(text)
                    if element.name == "match" { taken.add(pattern, line: element.line) }
                    guard element.name == "filter", let line = taken.line(thatTakes: pattern) else { return nil }
                    return CheckFinding(
                        element, "the match of line \(line) takes every event before this filter sees it")
                }
            }
        },
    ]

    /// Findings for which it is looked what was meant.
    private static let suggestionsMax = 200

    private static func matches(_ reading: FluentdReading) -> [FluentdElement] {
        reading.routings.flatMap { $0.elements.filter { ["match", "filter"].contains($0.name) } }
    }

    private static func lists(of key: String, in config: DocumentNode?) -> [DocumentNode] {
        (config?.items ?? []).flatMap { $0.entries ?? [] }.flatMap { entry in
            [entry.value[key]].compactMap { $0 }.filter { $0.items != nil } + lists(of: key, in: entry.value["config"])
        }
    }

    private static func hasComma(outsideBraces word: Substring) -> Bool {
        var depth = 0
        for character in word {
            switch character {
            case "{": depth += 1
            case "}": depth -= 1
            case "," where depth <= 0: return true
            default: break
            }
        }
        return false
    }
}
