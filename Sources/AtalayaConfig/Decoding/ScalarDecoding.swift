import AtalayaModel

/// A value written as one scalar of the document.
protocol ScalarDecodable: NodeDecodable {
    /// What a message asks for: "a duration such as 15s".
    static var expectation: String { get }

    /// `nil` if the scalar is of the wrong kind, an error if its content is wrong.
    static func value(of node: DocumentNode) throws(ConfigError) -> Self?
}

extension ScalarDecodable {
    static func decode(_ node: DocumentNode, path: String, context: DecodingContext) -> Self? {
        do throws(ConfigError) {
            if let value = try value(of: node) { return value }
            context.report("wrong-type", "expected \(expectation), found \(node.kindName)", at: node, path: path)
        } catch {
            context.report(error.code.description, error.message, at: node, path: path)
        }
        return nil
    }
}

extension String: ScalarDecodable {
    static var expectation: String { "text (put it in quotes)" }

    static func value(of node: DocumentNode) -> String? { node.string }
}

extension Bool: ScalarDecodable {
    static var expectation: String { "true or false" }

    static func value(of node: DocumentNode) -> Bool? {
        guard case .bool(let value) = node.value else { return nil }
        return value
    }
}

extension Int: ScalarDecodable {
    static var expectation: String { "a whole number" }

    static func value(of node: DocumentNode) -> Int? {
        guard case .int(let value) = node.value else { return nil }
        return Int(exactly: value)
    }
}

extension Double: ScalarDecodable {
    static var expectation: String { "a number" }

    static func value(of node: DocumentNode) -> Double? {
        switch node.value {
        case .int(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }
}

extension PrometheusDuration: ScalarDecodable {
    static var expectation: String { "a duration such as 15s" }

    static func value(of node: DocumentNode) throws(ConfigError) -> PrometheusDuration? {
        // A bare number is a forgotten unit; the duration's own message says so best.
        if let text = node.string ?? node.text { return try PrometheusDuration(text) }
        return nil
    }
}

extension ByteSize: ScalarDecodable {
    static var expectation: String { "a size such as 512MB" }

    static func value(of node: DocumentNode) throws(ConfigError) -> ByteSize? {
        if let text = node.string ?? node.text { return try ByteSize(text) }
        return nil
    }
}

extension Endpoint: ScalarDecodable {
    static var expectation: String { "an address such as 127.0.0.1:9464" }

    static func value(of node: DocumentNode) throws(ConfigError) -> Endpoint? {
        if let text = node.string { return try Endpoint(text) }
        return nil
    }
}

extension TargetVersion: ScalarDecodable {
    static var expectation: String { "a version such as \"3.13\"" }

    static func value(of node: DocumentNode) throws(ConfigError) -> TargetVersion? {
        // The text of a number, because 3.10 without quotes is a number, and a different one.
        if let text = node.string ?? node.text { return try TargetVersion(text) }
        return nil
    }
}

extension ExactDecimal: ScalarDecodable {
    static var expectation: String { "a decimal number such as 99.9" }

    static func value(of node: DocumentNode) throws(ConfigError) -> ExactDecimal? {
        switch node.value {
        case .string(let text): return try ExactDecimal(text)
        case .int(let value): return try ExactDecimal(node.text ?? String(value))
        case .double(let value): return try ExactDecimal(node.text ?? value.description)
        default: return nil
        }
    }
}

extension SecretFile: ScalarDecodable {
    static var expectation: String { "the path of a file" }

    static func value(of node: DocumentNode) -> SecretFile? {
        node.string.map { SecretFile(path: $0) }
    }
}

extension AlertSeverity: ScalarDecodable {
    static var expectation: String { "a severity" }

    static func value(of node: DocumentNode) throws(ConfigError) -> AlertSeverity? {
        if let text = node.string { return try AlertSeverity(text) }
        return nil
    }
}

extension DashboardForm: ScalarDecodable {
    static var expectation: String { "a severity" }

    static func value(of node: DocumentNode) throws(ConfigError) -> DashboardForm? {
        if let text = node.string { return try DashboardForm(text) }
        return nil
    }
}

extension MetricKind: ScalarDecodable {
    static var expectation: String { "the type of a metric" }

    static func value(of node: DocumentNode) throws(ConfigError) -> MetricKind? {
        guard let text = node.string else { return nil }
        guard let kind = MetricKind(rawValue: text) else {
            throw ConfigError(.invalidChoice, Spelling.unknown("type", text, known: allCases.map(\.rawValue)))
        }
        return kind
    }
}

extension Exposition.Scraper: ScalarDecodable {
    static var expectation: String { "who scrapes" }

    static func value(of node: DocumentNode) throws(ConfigError) -> Exposition.Scraper? {
        guard let text = node.string else { return nil }
        guard let scraper = Exposition.Scraper(rawValue: text) else {
            throw ConfigError(.invalidChoice, Spelling.unknown("scraper", text, known: allCases.map(\.rawValue)))
        }
        return scraper
    }
}

/// Text where a number or a boolean is just as clear: the value of a label, of an environment variable, of a log field.
struct LooseText: ScalarDecodable {
    var text: String

    static var expectation: String { "text" }

    static func value(of node: DocumentNode) -> LooseText? {
        switch node.value {
        case .string(let text): LooseText(text: text)
        case .int(let value): LooseText(text: node.text ?? String(value))
        case .double(let value): LooseText(text: node.text ?? value.description)
        case .bool(let value): LooseText(text: value ? "true" : "false")
        case .null, .sequence, .mapping: nil
        }
    }
}

/// A list of matchers in one text: `status=~"5..", method!="GET"`.
struct MatcherList: ScalarDecodable {
    var matchers: [LabelMatcher]

    static var expectation: String { "label matchers such as 'status=~\"5..\"'" }

    static func value(of node: DocumentNode) throws(ConfigError) -> MatcherList? {
        guard let text = node.string else { return nil }
        return MatcherList(matchers: try LabelMatcher.list(text))
    }
}

extension MappingDecoder {
    /// A mapping of labels, or of other free names, to texts.
    func labels(_ key: String) -> [StackLabel] {
        entries(key) { name, node, path in
            LooseText.decode(node, path: path, context: context).map { StackLabel(name.name, $0.text) }
        }
    }

    func matchers(_ key: String) -> [LabelMatcher] {
        value(key, as: MatcherList.self)?.matchers ?? []
    }
}
