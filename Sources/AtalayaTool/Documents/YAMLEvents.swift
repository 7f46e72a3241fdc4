import CYaml

/// A problem of a YAML document and its place, both counted from 1.
struct YAMLSyntaxError: Error {
    var line: Int
    var column: Int
    var message: String
}

/// One step of a YAML document, in the order of the text.
struct YAMLEvent {
    enum Kind {
        case documentStart
        case documentEnd
        case streamEnd
        case alias(String)
        case scalar(String, Style)
        case sequenceStart(isFlow: Bool)
        case mappingStart(isFlow: Bool)
        /// Of a list or a mapping.
        case end
    }

    enum Style {
        case plain
        case singleQuoted
        case doubleQuoted
        case literal
        case folded
    }

    var kind: Kind
    /// Counted from 1.
    var line: Int
    /// Counted from 1, in Unicode scalars.
    var column: Int
    var anchor: String?
    /// As the document gives it, its handle resolved.
    var tag: String?
}

/// The events of libyaml, the parser below Yams, one at a time.
///
/// Its own tree would be built as a whole before anybody could count it: of 1 MB of `[1,1,1…` half a million nodes. From
/// events a reader can stop where its limits are, keep anchors and aliases apart, and go on after a key that stands twice.
struct YAMLEvents: ~Copyable {
    /// Directives (`%TAG`) of a document. Each is compared with all before it.
    static let directivesMax = 100

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let lines: SourceLines

    /// - Throws: If the text has more than ``directivesMax`` directives.
    init(_ lines: SourceLines) throws(YAMLSyntaxError) {
        self.lines = lines
        // The parser keeps addresses of both.
        parser = .allocate(capacity: 1)
        input = .allocate(capacity: max(1, lines.bytes.count))
        _ = input.initialize(from: lines.bytes)
        yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, lines.bytes.count)
        if let line = lines.lineBeginning(with: UInt8(ascii: "%"), after: Self.directivesMax) {
            throw YAMLSyntaxError(
                line: line, column: 1, message: "more than \(Self.directivesMax) directives (lines that begin with %)")
        }
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event; `streamEnd` is the last.
    mutating func next() throws(YAMLSyntaxError) -> YAMLEvent {
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
            defer { yaml_event_delete(&event) }
            if let made = Self.event(event) { return made }
        }
    }

    /// Nil for the beginning of the stream.
    private static func event(_ event: yaml_event_t) -> YAMLEvent? {
        func made(_ kind: YAMLEvent.Kind, anchor: String? = nil, tag: String? = nil) -> YAMLEvent {
            YAMLEvent(
                kind: kind, line: Int(event.start_mark.line) + 1, column: Int(event.start_mark.column) + 1,
                anchor: anchor, tag: tag)
        }
        switch event.type {
        case YAML_DOCUMENT_START_EVENT: return made(.documentStart)
        case YAML_DOCUMENT_END_EVENT: return made(.documentEnd)
        case YAML_ALIAS_EVENT: return made(.alias(text(event.data.alias.anchor) ?? ""))
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let value = String(
                decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            return made(
                .scalar(value, style(scalar.style)), anchor: text(scalar.anchor),
                tag: scalar.plain_implicit == 1 || scalar.quoted_implicit == 1 ? nil : text(scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            let sequence = event.data.sequence_start
            return made(
                .sequenceStart(isFlow: sequence.style == YAML_FLOW_SEQUENCE_STYLE), anchor: text(sequence.anchor),
                tag: sequence.implicit == 1 ? nil : text(sequence.tag))
        case YAML_MAPPING_START_EVENT:
            let mapping = event.data.mapping_start
            return made(
                .mappingStart(isFlow: mapping.style == YAML_FLOW_MAPPING_STYLE), anchor: text(mapping.anchor),
                tag: mapping.implicit == 1 ? nil : text(mapping.tag))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return made(.end)
        case YAML_STREAM_START_EVENT: return nil
        default: return made(.streamEnd)
        }
    }

    private static func style(_ style: yaml_scalar_style_t) -> YAMLEvent.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(decodingCString: $0, as: UTF8.self) }
    }

    /// What the parser stopped at, in words.
    private func problem() -> YAMLSyntaxError {
        let failed = parser.pointee
        let words = failed.problem.map { String(cString: $0) } ?? "the parser gave up"
        guard failed.error != YAML_READER_ERROR else {
            let (line, column) = lines.place(ofByte: Int(clamping: failed.problem_offset))
            return YAMLSyntaxError(line: line, column: column, message: words)
        }
        // The parser's own limit, a thousand; it looks ahead that far before there is an event.
        if words.hasPrefix("Maximum nesting level") {
            let message = "more than 1000 lists and mappings inside each other"
            return YAMLSyntaxError(
                line: Int(failed.problem_mark.line) + 1, column: Int(failed.problem_mark.column) + 1, message: message)
        }
        // An open bracket is noticed one line after the last.
        let line = min(Int(failed.problem_mark.line) + 1, lines.count)
        let context = failed.context.map {
            "\(String(cString: $0)) (from line \(failed.context_mark.line + 1)), "
        }
        return YAMLSyntaxError(
            line: line, column: Int(failed.problem_mark.column) + 1, message: (context ?? "") + words)
    }
}
