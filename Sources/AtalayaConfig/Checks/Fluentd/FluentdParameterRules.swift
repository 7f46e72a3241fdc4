/// What the parameters of plugins are held to: that the plugin has them, and that Fluentd reads what is written.
enum FluentdParameterRules {
    static let all: [ReadingRule<FluentdReading>] = [
        ReadingRule("fluentd-type", "Sources, filters and matches have a '@type'.") { reading, _ in
            reading.plugins.filter {
                ["source", "filter", "match", "store"].contains($0.kind) && $0.element.name != "secondary"
                    && $0.element.parameter("@type") == nil && $0.element.parameter("type") == nil
                    && !$0.element.elements.contains { $0.name == FluentdElement.includeName }
            }.map {
                CheckFinding($0.element, "the \($0.element.name) has no '\(reading.document == nil ? "@" : "$")type'")
            }
        },
        ReadingRule("fluentd-plugin", "Fluentd has the plugin, or a gem brings it.", severity: .warning) {
            reading, _ in
            reading.plugins.compactMap { kind, element in
                let kind = kind == "store" ? "match" : kind
                guard let type = element.type, !type.isEmpty, FluentdPluginTable.known.plugin(kind, type) == nil,
                    type.utf8.count > 3,
                    let near = Spelling.nearest(to: type, in: FluentdPluginTable.known.types(kind))
                else { return nil }
                return CheckFinding(
                    element.parameter("@type")?.value ?? element.argument,
                    "'\(type)' is no plugin of Fluentd's own; did you mean '\(near)'?")
            }
        },
        parameters("fluentd-duration", "Fluentd reads one number and one unit: 500ms is 30000 seconds to it.") {
            type, text in
            guard type == .duration, !duration.matches(text) else {
                return nil
            }
            return "Fluentd misreads '\(text)'; write whole numbers with s, m, h or d, or seconds as 0.5"
        },
        parameters("fluentd-size", "Fluentd reads one whole number and one unit: 1.5g is 5 GiB to it.") { type, text in
            guard type == .size,
                !size.matches(text)
            else { return nil }
            return "Fluentd misreads '\(text)'; write a whole number with k, m, g or t"
        },
        parameters("fluentd-flag", "true, yes, false and no are flags to Fluentd; any other word is none.") {
            type, text in
            guard type == .flag, !["true", "yes", "false", "no", "", ":default"].contains(text), !text.hasPrefix("#")
            else { return nil }
            return "Fluentd does not read '\(text)' as true or false; write true or false"
        },
        parameters("fluentd-number", "A number is one; of any other word Fluentd reads 0.", severity: .warning) {
            type, text in
            guard type == .integer || type == .number, !text.isEmpty,
                !number.matches(text)
            else { return nil }
            return "Fluentd reads a number from '\(text)' that is not there"
        },
        parameters("fluentd-choice", "A parameter that has a few values has one of them.") { type, text in
            guard case .choice(let known) = type, !known.isEmpty, !known.contains(text), text != ":default" else {
                return nil
            }
            return Spelling.unknown("value", text, known: known)
        },
        parameters("fluentd-regexp", "A regular expression that begins with a slash ends with one.") { type, text in
            guard type == .regexp, text.hasPrefix("/") else { return nil }
            let options = text.reversed().prefix { $0 != "/" }
            guard options.count > 2 || text.count - options.count < 2 else { return nil }
            return "the closing slash of '\(text)' is missing"
        },
        ReadingRule("fluentd-parameter-missing", "Plugins have the parameters that they cannot do without.") {
            reading, _ in
            reading.sections.flatMap { element, known in
                guard !element.elements.contains(where: { $0.name == FluentdElement.includeName }) else {
                    return [CheckFinding]()
                }
                return known.parameters.filter { name, parameter in
                    parameter.isRequired && element.parameter(name) == nil
                }.keys.sorted().map { CheckFinding(element, "<\(element.name)> lacks '\($0)'") }
            }
        },
        ReadingRule(
            "fluentd-parameter-unknown", "Plugins have the parameters that are given; of others Fluentd only warns.",
            severity: .warning
        ) { reading, _ in
            var suggestionsLeft = suggestionsMax
            return reading.sections.flatMap { element, known in
                let place = "<\(element.name)>\(element.type.map { " of type \($0)" } ?? "")"
                func message(_ what: String, _ name: String, _ known: [String]) -> String {
                    suggestionsLeft -= 1
                    let near = suggestionsLeft >= 0 ? Spelling.nearest(to: name, in: known) : nil
                    return "\(place) has no \(what) '\(name)'\(near.map { "; did you mean '\($0)'?" } ?? "")"
                }
                let parameters = Array(known.parameters.keys)
                let sections = Array(known.sections.keys)
                return element.parameters.filter { parameter in
                    known.parameters[parameter.name] == nil && !isCommon(parameter.name)
                        && known.sections[parameter.name] == nil
                }.map { CheckFinding($0, message("parameter", $0.name, parameters)) }
                    + element.elements.filter { inner in
                        known.sections[inner.name] == nil && known.parameters[inner.name] == nil
                            && inner.name != FluentdElement.includeName
                    }.map { CheckFinding($0, message("section", $0.name, sections)) }
            }
        },
        ReadingRule(
            "fluentd-parameter-twice", "A parameter stands once in its section; of several the last counts.",
            severity: .warning
        ) { reading, _ in
            guard reading.document == nil else { return [] }
            return reading.root.all.flatMap { element in
                var seen: Set<String> = []
                return element.parameters.filter { !seen.insert($0.name).inserted }.map {
                    CheckFinding($0, "'\($0.name)' stands in this section already")
                }
            }
        },
        ReadingRule("fluentd-expression", "The parser 'regexp' has an expression with named groups.") { reading, _ in
            reading.plugins.compactMap { kind, element in
                guard kind == "parse", element.type == "regexp", let value = element.parameter("expression")?.value,
                    let text = value.text, !text.contains("(?<")
                else { return nil }
                return CheckFinding(value, "'\(text)' names no group: (?<name>…)")
            }
        },
        ReadingRule("fluentd-id-duplicate", "Ids are unique.") { reading, _ in
            var seen: Set<String> = []
            return reading.plugins.compactMap { _, element in
                guard let parameter = element.parameter("@id"), let id = parameter.value.text,
                    !seen.insert(id).inserted
                else { return nil }
                return CheckFinding(parameter.value, "there is already a plugin with the id '\(id)'")
            }
        },
    ]

    /// Looking for what was meant takes longer than all the rest.
    private static let suggestionsMax = 200

    private static let duration = KnownForm(#"[0-9]+[smhd]?|[0-9]*\.[0-9]+|-1|:default"#)
    private static let size = KnownForm("-?[0-9]+|[0-9]+[kmgtKMGT][bB]?|[0-9]+[kmgtKMGT]i[bB]|:default")
    private static let number = KnownForm(
        #"[-+]?[0-9][0-9_]*(\.[0-9]+)?([eE][-+]?[0-9]+)?|\.[0-9]+|:default"#)

    /// A rule that looks at each parameter whose type is known: by its plugin, or by a name that always means the same.
    private static func parameters(
        _ id: String, _ explanation: String, severity: Diagnostic.Severity = .error,
        problem: @escaping @Sendable (FluentdPluginTable.ParameterType, String) -> String?
    ) -> ReadingRule<FluentdReading> {
        ReadingRule(id, explanation, severity: severity) { reading, _ in
            let known = reading.sections
            let other = reading.plugins.filter { kind, element in
                FluentdPluginTable.known.plugin(kind, element.type) == nil
            }.map { (element: $0.element, known: common) }
            return (known + other).flatMap { element, known in
                element.parameters.compactMap { parameter in
                    guard let type = known.parameters[parameter.name]?.type, let text = parameter.value.text,
                        parameter.value.style != .json
                    else { return nil }
                    return problem(type, text).map { CheckFinding(parameter.value, $0) }
                }
            }
        }
    }

    /// Parameters that mean the same in every plugin that has them.
    private static let common: FluentdPluginTable.Section = {
        var section = FluentdPluginTable.Section()
        for name in ["flush_interval", "retry_timeout", "retry_max_interval", "timekey", "timekey_wait"] {
            section.parameters[name] = FluentdPluginTable.Parameter(type: .duration, isRequired: false)
        }
        for name in ["chunk_limit_size", "total_limit_size"] {
            section.parameters[name] = FluentdPluginTable.Parameter(type: .size, isRequired: false)
        }
        return section
    }()

    /// Names that every plugin takes, and those of Fluentd 0.12 that it still turns into sections.
    private static func isCommon(_ name: String) -> Bool {
        ["@type", "@id", "@label", "@log_level", "type", "id", "label", "log_level"].contains(name)
            || old.contains(name) || name.hasPrefix("buffer_")
    }

    private static let old = Set([
        "format", "time_format", "time_key", "time_type", "keep_time_key", "localtime", "utc", "timezone", "types",
        "time_slice_format", "time_slice_wait", "flush_interval", "flush_at_shutdown", "num_threads",
        "try_flush_interval",
        "retry_wait", "retry_limit", "disable_retry_limit", "max_retry_wait", "queued_chunk_flush_interval",
        "include_tag_key", "tag_key", "include_time_key", "hostname", "hostname_key", "output_type", "multiline",
        "format_firstline", "keys", "delimiter", "label_delimiter", "null_value_pattern", "null_empty_string",
        "estimate_current_event", "with_priority", "message_key", "add_newline", "field_separator", "fields",
        "force_quotes", "config_include_dir", "expression", "compress", "remove_prefix", "remove_regexp", "output_tag",
        "queue_limit_length", "weight",
    ]).union((1...20).map { "format\($0)" })
}
