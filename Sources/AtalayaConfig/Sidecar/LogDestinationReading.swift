import AtalayaModel

/// `output: {loki: {url: http://loki:3100, label_fields: [level]}}`: a mapping with one key, the kind, and its options.
extension LogDestination: NodeDecodable {
    static func decode(_ node: DocumentNode, path: String, context: DecodingContext) -> LogDestination? {
        if let name = node.string, let kind = LogDestinationKind.named(name), kind.placeOption == nil {
            return LogDestination(kind)
        }
        return ChosenOptions.decode(
            node, path: path, context: context, noun: "output", rule: "log-destination",
            expected: "one kind of output with its options, such as 'loki: {url: http://loki:3100}'",
            known: LogDestinationKind.all.map { ($0.name, $0.options) }
        ) { chosen, mapping in
            guard let kind = LogDestinationKind.named(chosen.name) else { return nil }
            let destination = LogDestination(kind, chosen.options)
            for problem in destination.problems {
                mapping.report("log-destination", problem.message, key: problem.option ?? chosen.name)
            }
            return destination
        }
    }

    func document() -> Document {
        .fields { fields in
            fields.set(
                kind,
                Document.fields { inner in
                    for option in LogDestinationKind.named(kind)?.options ?? [] {
                        inner.set(option.name, options[option.name]?.document())
                    }
                })
        }
    }
}

// MARK: - Flags

extension LogDestinationKind {
    /// `loki=http://127.0.0.1:3100`, or `stdout`.
    var usage: String { examplePlace.map { "\(name)=\($0)" } ?? name }
}

extension LogDestination {
    /// What a flag says: the kind, and the place if the kind has one.
    init(flag text: String, replacing present: LogDestination?) throws(ConfigError) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let kind = LogDestinationKind.named(parts[0]) else {
            throw ConfigError(
                .invalidChoice, Spelling.unknown("output", parts[0], known: LogDestinationKind.all.map(\.name)))
        }
        guard (kind.placeOption != nil) == (parts.count == 2) else {
            throw ConfigError(.invalidChoice, "write \(kind.usage)")
        }
        // Options that the file has for the same kind stay.
        self = present?.kind == kind.name ? present ?? LogDestination(kind) : LogDestination(kind)
        if let option = kind.placeOption { options[option] = .text(parts[1]) }
    }

    /// `token_file=/run/secrets/token`; an option that is a list, or pairs as `labels=env=prod`, may come several times.
    mutating func add(option text: String) throws(ConfigError) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let known = LogDestinationKind.named(kind)?.options ?? []
        guard let option = known.first(where: { $0.name == parts[0] }) else {
            throw ConfigError(.invalidChoice, Spelling.unknown("option", parts[0], known: known.map(\.name)))
        }
        guard parts.count == 2 else { throw ConfigError(.invalidChoice, "\(option.name) needs a value") }
        let value = parts[1]
        switch option.form {
        case .text, .pattern: options[option.name] = .text(value)
        case .texts, .names: options[option.name] = .texts(texts(option.name) + [value])
        case .number:
            guard let number = Double(value) else { throw ConfigError(.invalidNumber, "'\(value)' is not a number") }
            options[option.name] = .number(number)
        case .duration: options[option.name] = .duration(try PrometheusDuration(value).duration)
        case .pairs:
            let pair = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard pair.count == 2, !pair[0].isEmpty else {
                throw ConfigError(.invalidChoice, "write \(option.name)=NAME=VALUE")
            }
            options[option.name] = .pairs(pairs(option.name) + [LogOptionPair(pair[0], pair[1])])
        // No destination has such an option.
        case .conditions: throw ConfigError(.invalidChoice, "\(option.name) can only be said in the file")
        }
    }
}

// MARK: - Rules

extension LogDestination {
    /// What is wrong with the options; `nil` stands for the destination as a whole.
    var problems: [(option: String?, message: String)] {
        guard let kind = LogDestinationKind.named(kind) else {
            return [(nil, Spelling.unknown("output", kind, known: LogDestinationKind.all.map(\.name)))]
        }
        var problems: [(option: String?, message: String)] = []
        for option in kind.options {
            guard let value = options[option.name] else {
                if option.isRequired { problems.append((nil, "\(kind.name) needs '\(option.name)'")) }
                continue
            }
            if let message = option.problem(with: value) { problems.append((option.name, message)) }
        }
        for name in options.keys.sorted() where !kind.options.contains(where: { $0.name == name }) {
            problems.append((name, Spelling.unknown("option", name, known: kind.options.map(\.name))))
        }
        if let url = text("url"), let message = Self.problem(withURL: url) { problems.append(("url", message)) }
        if let directory = text("directory"), directory.isEmpty { problems.append(("directory", "it is empty")) }
        if (text("user") == nil) != (text("password_file") == nil) {
            problems.append(("user", "user and password_file go together"))
        }
        if text("token_file") != nil, text("user") != nil {
            problems.append(("token_file", "a token and a user are one too many"))
        }
        if text("key_file") != nil, text("certificate_file") == nil {
            problems.append(("key_file", "a key needs its certificate_file"))
        }
        return problems
    }

    private static func problem(withURL url: String) -> String? {
        guard let scheme = ["http://", "https://"].first(where: { url.hasPrefix($0) }) else {
            return "'\(url)' does not begin with http:// or https://"
        }
        let rest = url.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" }
        guard !authority.isEmpty, !rest.contains(where: { $0.isWhitespace || "?#@".contains($0) }) else {
            return "the URL must have a host, and no password, query or fragment"
        }
        return nil
    }
}

extension SidecarConfiguration {
    /// What is wrong with where the log is to go.
    public var destinationProblem: String? {
        guard let output else { return nil }
        if !aggregators.isEmpty {
            return "the log goes to one place: there is forward, and there is output \(output.kind)"
        }
        return output.problems.first.map { "output \(output.kind): \($0.message)" }
    }
}
