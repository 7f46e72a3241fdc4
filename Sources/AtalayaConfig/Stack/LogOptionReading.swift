import AtalayaModel

/// A choice with options, as a mapping with one key: `{loki: {url: http://loki:3100}}`, `{drop: {where: {path: /health}}}`.
struct ChosenOptions {
    var name: String
    var options: [String: LogOptionValue]

    /// - Parameters:
    ///   - noun: What is chosen, for messages; `rule` is that of an unknown one.
    ///   - read: Called with what was found, to look at it while problems can still be reported; not after a problem
    ///     with an option, so that nothing is missed that was only misspelt.
    static func decode<Value>(
        _ node: DocumentNode, path: String, context: DecodingContext,
        noun: String, rule: String, expected: String, known: [(name: String, options: [LogOption])],
        read: (ChosenOptions, MappingDecoder) -> Value?
    ) -> Value? {
        guard let entries = node.entries, entries.count == 1, let entry = entries.first else {
            context.report("wrong-type", "expected \(expected)", at: node, path: path)
            return nil
        }
        let name = entry.key.name
        guard let kind = known.first(where: { $0.name == name }) else {
            let message = Spelling.unknown(noun, name, known: known.map(\.name))
            context.report(rule, message, at: entry.key, path: path)
            return nil
        }
        let inner = "\(path).\(name)"
        return MappingDecoder.decode(entry.value, key: entry.key, path: inner, context: context) { mapping in
            var chosen = ChosenOptions(name: name, options: [:])
            for option in kind.options where mapping.has(option.name) {
                chosen.options[option.name] = option.value(from: mapping)
            }
            return context.hasProblems(below: inner) ? nil : read(chosen, mapping)
        }
    }
}

extension LogOption {
    fileprivate func value(from mapping: MappingDecoder) -> LogOptionValue? {
        switch form {
        case .text: mapping.value(name, as: LooseText.self).map { .text($0.text) }
        case .pattern: mapping.value(name, as: String.self).map { .text($0) }
        case .texts, .names: .texts(mapping.oneOrMore(name, of: LooseText.self).map(\.text))
        case .number: mapping.value(name, as: Double.self).map { .number($0) }
        case .duration: mapping.value(name, as: PrometheusDuration.self).map { .duration($0.duration) }
        case .pairs: .pairs(mapping.labels(name).map { LogOptionPair($0.name, $0.value) })
        case .conditions: .conditions(mapping.conditions(name))
        }
    }
}
