public import AtalayaModel

/// What happens to the lines of a log on their way, besides their format: how text becomes lines, how lines become
/// events, what a container's text is, and which records go on in which form.
public struct LogProcessing: Hashable, Sendable {
    /// The name of a `LogEncoding`.
    public var encoding: String
    /// The pattern of the format `regex`, for the lines or for the content.
    public var pattern: String?
    /// The format of the text inside a container's line; `nil`: it stays a text.
    public var content: String?
    public var multiline: Multiline?
    /// In the order in which records go through them.
    public var filters: [LogFilter]

    /// How events of several lines are recognised. Closed: by rules with a name, or by their first line.
    public enum Multiline: Hashable, Sendable {
        /// The name of a `MultilinePreset`.
        case preset(String)
        /// A pattern that the first line of each event matches, and no other line.
        case start(String)
    }

    public init(
        encoding: String = LogEncoding.utf8.name, pattern: String? = nil, content: String? = nil,
        multiline: Multiline? = nil, filters: [LogFilter] = []
    ) {
        self.encoding = encoding
        self.pattern = pattern
        self.content = content
        self.multiline = multiline
        self.filters = filters
    }

    /// What is wrong with it, for lines of a format: the key below the log, and a message.
    func problems(format: String) -> [(key: String, message: String)] {
        var problems: [(key: String, message: String)] = []
        func check(_ key: String, pattern: String?) {
            guard let pattern else { return }
            do throws(PatternError) {
                _ = try Pattern(pattern)
            } catch {
                problems.append((key, "\(error)"))
            }
        }
        if LogEncoding.named(encoding) == nil {
            problems.append(
                ("encoding", Spelling.unknown("encoding", encoding, known: LogEncoding.all.map(\.name))))
        }
        problems += contentProblems(format: format)
        check("pattern", pattern: pattern)
        switch multiline {
        case .preset(let name) where MultilinePreset.named(name) == nil:
            problems.append(("multiline", Spelling.unknown("preset", name, known: MultilinePreset.all.map(\.name))))
        case .start(let start): check("multiline.start", pattern: start)
        case .preset, nil: break
        }
        if multiline != nil, format != LogFormat.none.name, LogFormat.named(format)?.isEnvelope == false {
            problems.append(("multiline", "lines of the format \(format) are events of their own; nothing is joined"))
        }
        for (index, filter) in filters.enumerated() {
            problems += filter.problems.map { ("filters[\(index)].\(filter.kind)" + $0.key, $0.message) }
        }
        return problems
    }

    private func contentProblems(format: String) -> [(key: String, message: String)] {
        var problems: [(key: String, message: String)] = []
        let isEnvelope = LogFormat.named(format)?.isEnvelope ?? true
        if let content {
            let known = LogFormat.all.filter { !$0.isEnvelope }.map(\.name)
            if !known.contains(content) {
                problems.append(("content", Spelling.unknown("format", content, known: known)))
            }
            // Lines that multiline joins have a content as well.
            if !isEnvelope, multiline == nil {
                problems.append(("content", "lines of the format \(format) have no content of another format"))
            }
        }
        let needsPattern = format == LogFormat.regex.name || content == LogFormat.regex.name
        if needsPattern != (pattern != nil) {
            let message = needsPattern ? "the format regex needs a pattern" : "only the format regex has a pattern"
            problems.append((needsPattern ? "format" : "pattern", message))
        }
        if let pattern, let compiled = try? Pattern(pattern), compiled.captureNames.allSatisfy({ $0 == nil }) {
            problems.append(("pattern", "without a named capture such as (?P<level>…) no field comes of a line"))
        }
        return problems
    }
}

extension LogFilter {
    /// What is wrong with the options; keys begin with a dot, or are empty for the filter as a whole.
    var problems: [(key: String, message: String)] {
        guard let kind = LogFilterKind.named(kind) else {
            return [("", Spelling.unknown("filter", kind, known: LogFilterKind.all.map(\.name)))]
        }
        var problems: [(key: String, message: String)] = []
        for name in options.keys.sorted() where !kind.options.contains(where: { $0.name == name }) {
            problems.append((".\(name)", Spelling.unknown("option", name, known: kind.options.map(\.name))))
        }
        for option in kind.options {
            guard let value = options[option.name] else {
                if option.isRequired { problems.append(("", "the filter needs '\(option.name)'")) }
                continue
            }
            if let message = option.problem(with: value) { problems.append((".\(option.name)", message)) }
        }
        if !kind.needsOneOf.isEmpty, kind.needsOneOf.allSatisfy({ options[$0] == nil }) {
            problems.append(("", "the filter needs \(kind.needsOneOf.map { "'\($0)'" }.joined(separator: " or "))"))
        }
        return problems
    }
}

extension LogOption {
    /// What is wrong with a value for the option.
    func problem(with value: LogOptionValue) -> String? {
        switch (form, value) {
        case (.pattern, .text(let text)):
            do throws(PatternError) {
                _ = try Pattern(text)
                return nil
            } catch {
                return "\(error)"
            }
        case (.names(let known), .texts(let names)):
            return names.first { !known.contains($0) }.map { Spelling.unknown("name", $0, known: known) }
        case (.number(let range), .number(let number)):
            return range.contains(number) ? nil : "\(number) is not from \(range.lowerBound) to \(range.upperBound)"
        case (.duration(let range), .duration(let duration)):
            return range.contains(duration) ? nil : "\(duration) is not from \(range.lowerBound) to \(range.upperBound)"
        case (.texts, .texts(let texts)): return texts.isEmpty ? "the list is empty" : nil
        case (.pairs, .pairs(let pairs)): return pairs.isEmpty ? "nothing is in it" : nil
        case (.conditions, .conditions(let conditions)):
            return conditions.isEmpty || conditions.contains { $0.values.isEmpty } ? "a condition has no value" : nil
        case (.text, .text): return nil
        default: return "the value is of another kind"
        }
    }
}
