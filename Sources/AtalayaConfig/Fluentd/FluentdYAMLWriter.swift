/// Writes a pipeline in Fluentd's YAML syntax (Fluentd 1.15.0 and later, by the file's extension).
///
/// The rules of the syntax that are easy to miss, and what is done about them:
/// - there are two keys at the top, `system` and `config`; others vanish in silence;
/// - a mapping is always a section and, before 1.19.1, a list always sections: arrays and hashes carry the tag
///   `!fluent/json`;
/// - plain strings are never evaluated; Ruby stands in `!fluent/s` only;
/// - several tag patterns are one string with spaces: a list would be joined by commas, which match nothing;
/// - sections of one name are one list, and then cannot have an argument: a finding of ``FluentdPipeline/findings()``.
public enum FluentdYAMLWriter {
    public static func write(_ pipeline: FluentdPipeline, header: [String] = []) -> String {
        YAMLWriter.write(document(pipeline), header: header)
    }

    static func document(_ pipeline: FluentdPipeline) -> Document {
        [
            "system": body(pipeline.system.section()),
            "config": items(pipeline.sections()).afterBlankLine(),
        ]
    }

    private static func items(_ sections: [FluentdSection]) -> Document {
        .sequence(
            sections.map { section in
                let item: Document = .mapping([.init(section.name, body(section, isDirective: true))])
                let commented = section.comments.isEmpty ? item : .styled(.init(comments: section.comments), item)
                return section.name == "label" ? commented.afterBlankLine() : commented
            })
    }

    /// - Parameter isDirective: whether it stands in `config`, where `match`, `filter` and `label` are written in a way
    ///   of their own; deeper inside they are names like any other.
    private static func body(_ section: FluentdSection, isDirective: Bool = false) -> Document {
        .fields { fields in
            switch section.name {
            case "match" where isDirective, "filter" where isDirective: fields.set("$tag", string: section.argumentText)
            case "label" where isDirective: fields.set("$name", string: section.argumentText)
            default:
                let arguments = section.arguments
                if arguments.count == 1 { fields.set("$arg", string: arguments[0]) }
                if arguments.count > 1 { fields.set("$arg", Document.flowStrings(arguments)) }
            }
            for parameter in section.parameters {
                fields.set(key(parameter.name), value(parameter.value), comment: parameter.comment)
            }
            if isDirective, section.name == "label" {
                fields.set("config", items(section.sections))
            } else {
                nested(section.sections, into: &fields)
            }
        }
    }

    /// Sections of the same name become a list, at the place of the first.
    private static func nested(_ sections: [FluentdSection], into fields: inout Document.Fields) {
        var written: Set<String> = []
        for section in sections where written.insert(section.name).inserted {
            let namesakes = sections.filter { $0.name == section.name }
            fields.set(section.name, namesakes.count == 1 ? body(section) : .sequence(namesakes.map { body($0) }))
        }
    }

    /// `@type` and its like are `$type` here, because a YAML key cannot begin with `@`.
    private static func key(_ name: String) -> String {
        switch name {
        case "@type", "@id", "@label", "@log_level": "$" + name.dropFirst()
        default: name
        }
    }

    private static func value(_ value: FluentdValue) -> Document {
        switch value.content {
        case .text(let text), .quantity(let text): .string(text)
        case .flag(let flag): .bool(flag)
        case .number(let number): .int(number)
        case .json(let document): document.flow().tagged("!fluent/json")
        case .ruby(let ruby): Document.string(ruby.text).tagged("!fluent/s")
        }
    }
}
