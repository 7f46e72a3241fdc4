import AtalayaModel

extension LogProcessing {
    /// Reads the keys from the mapping of a log or of a tail, where they stand beside its path and format. What the
    /// values mean is checked by ``problems(format:)``.
    init(from mapping: MappingDecoder) {
        self.init(
            encoding: mapping.value("encoding", default: LogEncoding.utf8.name),
            pattern: mapping.value("pattern"),
            content: mapping.value("content"),
            multiline: mapping.value("multiline"),
            filters: mapping.list("filters", of: DeclaredFilter.self).map(\.filter)
        )
    }
}

/// `multiline: swift`, or `multiline: {start: '^\d{4}-'}`.
extension LogProcessing.Multiline: NodeDecodable {
    static func decode(_ node: DocumentNode, path: String, context: DecodingContext) -> Self? {
        if let name = node.string { return .preset(name) }
        guard node.entries != nil else {
            context.report(
                "wrong-type", "expected the name of a preset, or a mapping with 'start'; found \(node.kindName)",
                at: node, path: path)
            return nil
        }
        return MappingDecoder.decode(node, path: path, context: context) { mapping in
            mapping.demanded("start", as: String.self).map { .start($0) }
        }
    }
}

/// An item of the list of filters: a mapping with one key, the name of the filter, and its options below.
private struct DeclaredFilter: NodeDecodable {
    var filter: LogFilter

    static func decode(_ node: DocumentNode, path: String, context: DecodingContext) -> DeclaredFilter? {
        // One that has a problem already is not asked for what it is missing because of that.
        ChosenOptions.decode(
            node, path: path, context: context, noun: "filter", rule: "log-filter",
            expected: "one filter with its options, such as 'drop: {where: {path: /health}}'",
            known: LogFilterKind.all.map { ($0.name, $0.options) }
        ) { chosen, _ in
            guard let kind = LogFilterKind.named(chosen.name) else { return nil }
            return DeclaredFilter(filter: LogFilter(kind, chosen.options))
        }
    }
}

// MARK: - Writing

extension LogProcessing {
    /// Adds what is not the default to the mapping of a tail.
    func write(to fields: inout Document.Fields) {
        if encoding != LogEncoding.utf8.name { fields.set("encoding", string: encoding) }
        fields.set("pattern", string: pattern)
        fields.set("content", string: content)
        switch multiline {
        case .preset(let name): fields.set("multiline", string: name)
        case .start(let pattern): fields.set("multiline", Document.fields { $0.set("start", string: pattern) }.flow())
        case nil: break
        }
        fields.set("filters", nonEmpty: filters.map { $0.document() })
    }
}

extension LogFilter {
    /// Options stand in the order of their declaration.
    fileprivate func document() -> Document {
        .fields { fields in
            fields.set(
                kind,
                Document.fields { inner in
                    for option in LogFilterKind.named(kind)?.options ?? [] {
                        inner.set(option.name, options[option.name]?.document())
                    }
                }.flow())
        }
    }
}

extension Duration {
    /// Whole milliseconds, which is what documents can say.
    fileprivate var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds.multipliedReportingOverflow(by: 1_000).partialValue + attoseconds / 1_000_000_000_000_000
    }
}

extension LogOptionValue {
    func document() -> Document {
        switch self {
        case .text(let text): .string(text)
        case .texts(let texts): .flowStrings(texts)
        case .number(let number): Int64(exactly: number).map(Document.int) ?? .double(number)
        case .duration(let duration): .string(PrometheusDuration(milliseconds: duration.milliseconds).description)
        case .pairs(let pairs): Document.strings(pairs.map { (key: $0.name, value: $0.value) }).flow()
        case .conditions(let conditions):
            Document.mapping(conditions.map { Document.Entry($0.field, .flowStrings($0.values)) }).flow()
        }
    }
}
