/// How a value stands in a file: the kind that the tables of keys know, reading, writing, and Swift source.
struct SettingForm<Value: Hashable & Sendable>: Sendable {
    var kind: KeyTable.Kind
    var isNested = false
    /// Nil if the node is none of this form.
    var read: @Sendable (DocumentNode) -> Value?
    var write: @Sendable (Value, SectionWriting) -> Document
    var losses: @Sendable (Value, TargetVersion) -> [Finding] = { _, _ in [] }
    var swift: @Sendable (Value, inout SwiftValuePrinter) -> String
}

extension SettingForm where Value == String {
    /// Any scalar: to Go a number is text where text is asked for.
    static var text: Self { text(.text) }

    static func text(_ form: TextForm) -> Self { text(.form(form)) }

    static func text(_ kind: KeyTable.Kind) -> Self {
        SettingForm(
            kind: kind,
            read: { LooseText.value(of: $0)?.text },
            write: { text, _ in text.utf8.contains(UInt8(ascii: "\n")) ? .block(text) : .string(text) },
            swift: { text, _ in SwiftLiteral.text(text) })
    }
}

extension SettingForm where Value == Bool {
    static var bool: Self {
        SettingForm(
            kind: .bool, read: { Bool.value(of: $0) ?? word($0) }, write: { value, _ in .bool(value) },
            swift: { value, _ in "\(value)" })
    }
}

extension SettingForm where Value == Bool {
    /// What readers of YAML 1.1, as those in Go, take for true or false.
    private static func word(_ node: DocumentNode) -> Bool? {
        guard node.layout == .plain else { return nil }
        return switch node.string?.lowercased() {
        case "yes", "on", "y": true
        case "no", "off", "n": false
        default: nil
        }
    }
}

extension SettingForm where Value == Int {
    static var int: Self { whole(.int) }
    /// Not negative.
    static var natural: Self { whole(.natural) }

    private static func whole(_ kind: KeyTable.Kind) -> Self {
        SettingForm(
            kind: kind, read: { Int.value(of: $0) }, write: { value, _ in .int(Int64(value)) },
            swift: { value, _ in "\(value)" })
    }
}

extension SettingForm where Value == Double {
    static var number: Self {
        SettingForm(
            kind: .number, read: { Double.value(of: $0) },
            write: { value, _ in Int64(exactly: value).map(Document.int) ?? .double(value) },
            swift: { value, _ in SwiftLiteral.number(value) })
    }
}

extension SettingForm where Value == PrometheusDuration {
    static var duration: Self {
        SettingForm(
            kind: .duration, read: { try? PrometheusDuration.value(of: $0) },
            write: { value, _ in .string(value.description) },
            swift: { value, _ in ".milliseconds(\(value.milliseconds))" })
    }
}

extension SettingForm where Value == ByteSize {
    static var size: Self {
        SettingForm(
            kind: .size, read: { try? ByteSize.value(of: $0) }, write: { value, _ in .string(value.description) },
            swift: { value, _ in "ByteSize(bytes: \(value.bytes))" })
    }
}

extension SettingForm where Value == Document {
    /// A value that is free inside.
    static var anything: Self {
        SettingForm(
            kind: .anything, read: { Document($0) }, write: { value, _ in value },
            swift: { value, printer in printer.document(value) })
    }
}

extension SettingForm where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One word of a closed list.
    static var choice: Self { choice([]) }

    /// - Parameter others: words that stand for none of the values, such as the empty one.
    @_semantics("optimize.sil.specialize.generic.never")
    static func choice(_ others: [String]) -> Self {
        SettingForm(
            kind: .choice(others + Value.allCases.map(\.rawValue)), read: { $0.string.flatMap { Value(rawValue: $0) } },
            write: { value, _ in .string(value.rawValue) }, swift: { value, _ in ".\(value)" })
    }
}

extension SettingForm where Value: ConfigSection {
    /// A mapping with settings of its own.
    @_semantics("optimize.sil.specialize.generic.never")
    static var section: Self {
        SettingForm(
            kind: .table { Value.schema.table }, isNested: true,
            read: { Value.schema.read($0) },
            write: { section, writing in section.write(writing) },
            losses: { section, version in section.unsupported(in: version) },
            swift: { section, printer in printer.section(section) })
    }
}

extension SettingForm where Value == [StackLabel] {
    /// A mapping of free names to texts.
    static var labels: Self {
        SettingForm(
            kind: .map(.text),
            read: { node in
                guard let entries = node.entries else { return nil }
                let labels = entries.compactMap { entry in
                    LooseText.value(of: entry.value).map { StackLabel(entry.key.name, $0.text) }
                }
                return labels.count == entries.count ? labels : nil
            },
            write: { labels, _ in .strings(labels.map { (key: $0.name, value: $0.value) }) },
            swift: { labels, printer in
                printer.list(
                    "StackLabel",
                    labels.map { "StackLabel(\(SwiftLiteral.text($0.name)), \(SwiftLiteral.text($0.value)))" })
            })
    }

    /// With names of a form.
    static func labels(_ form: TextForm) -> Self {
        var labels = Self.labels
        labels.kind = .keyed(form, .text)
        return labels
    }
}

extension SettingForm {
    /// A list of such values. It is read as a whole or not at all.
    ///
    /// - Parameters:
    ///   - isFlow: on one line.
    ///   - isSpaced: with an empty line between items.
    @_semantics("optimize.sil.specialize.generic.never")
    static func list<Item>(
        _ item: SettingForm<Item>, isFlow: Bool = false, isSpaced: Bool = false
    ) -> SettingForm<[Item]> where Value == [Item] {
        SettingForm<[Item]>(
            kind: .list(item.kind), isNested: item.isNested,
            read: { node in
                guard let nodes = node.items else { return nil }
                let values = nodes.compactMap(item.read)
                return values.count == nodes.count ? values : nil
            },
            write: { values, writing in
                let items = values.enumerated().map { index, value in
                    let document = item.write(value, writing)
                    return isSpaced && index > 0 ? document.afterBlankLine() : document
                }
                return isFlow ? Document.sequence(items).flow() : .sequence(items)
            },
            losses: { values, version in
                values.enumerated().flatMap { index, value in
                    item.losses(value, version).map { $0.within(Self.name(of: value) ?? "\(index)") }
                }
            },
            swift: { values, printer in
                var items: [String] = []
                for value in values { items.append(item.swift(value, &printer)) }
                return printer.list(SwiftLiteral.type(Item.self), items)
            })
    }

    private static func name<Item>(of value: Item) -> String? {
        func identity<Section: ConfigSection>(_ section: Section) -> String? { Section.schema.identity?(section) }
        guard let section = value as? any ConfigSection else { return nil }
        return identity(section)
    }
}
