/// A section's settings under construction, in the order in which they are written.
///
/// The functions here are generic and stay so in optimised programs (`optimize.sil.specialize.generic.never`): there are
/// hundreds of pairs of section and value, and a copy of the code for each made the sidecar a third larger and the
/// compilation of this module several times as long, for work that is done once a file.
struct SettingList<Section: ConfigSection> {
    private(set) var settings: [Setting<Section>] = []
    private(set) var properties: [SectionProperty<Section>] = []
    private(set) var constraints: [KeyTable.Constraint] = []
    private let placeholder: Section

    init(placeholder: Section) { self.placeholder = placeholder }

    /// A setting that is nil when unset.
    ///
    /// - Parameters:
    ///   - key: as it stands in the file.
    ///   - name: of the property, if it is not the key in camel case.
    ///   - losses: what is told of a version without the key, in place of the usual words; nil for nothing.
    @_semantics("optimize.sil.specialize.generic.never")
    mutating func key<Value>(
        _ key: String, _ path: any WritableKeyPath<Section, Value?> & Sendable, _ form: SettingForm<Value>,
        name: String? = nil, since: (Int, Int)? = nil, removed: (Int, Int)? = nil, isRequired: Bool = false,
        comment: String? = nil, isApart: Bool = false, losses: (@Sendable (Value, TargetVersion) -> String?)? = nil
    ) {
        setting(
            key, path, form, since: since, removed: removed, isRequired: isRequired, comment: comment, isApart: isApart,
            losses: losses)
        property(name ?? SwiftLiteral.property(key), path, form)
    }

    /// A setting that must be there, and that the initialiser asks for.
    @_semantics("optimize.sil.specialize.generic.never")
    mutating func required<Value>(
        _ key: String, _ path: any WritableKeyPath<Section, Value> & Sendable, _ form: SettingForm<Value>
    ) {
        // What nothing was read for is written as nothing.
        let nothing = placeholder[keyPath: path]
        append(
            .key(key, form.kind, isRequired: true), form, read: { $1[keyPath: path] = $0 },
            value: { $0[keyPath: path] == nothing ? nil : $0[keyPath: path] })
        properties.append(
            SectionProperty(name: SwiftLiteral.property(key), isArgument: true) { section, printer in
                form.swift(section[keyPath: path], &printer)
            })
    }

    /// A setting that the initialiser asks for, and that is nil only where it was not in a file.
    @_semantics("optimize.sil.specialize.generic.never")
    mutating func demanded<Value>(
        _ key: String, _ path: any WritableKeyPath<Section, Value?> & Sendable, _ form: SettingForm<Value>,
        isRequired: Bool = true
    ) {
        setting(key, path, form, isRequired: isRequired)
        properties.append(
            SectionProperty(name: SwiftLiteral.property(key), isArgument: true) { section, printer in
                section[keyPath: path].map { form.swift($0, &printer) }
            })
    }

    /// A list, or a mapping of labels; an empty one is unset.
    ///
    /// - Parameter isArgument: whether the initialiser asks for it.
    @_semantics("optimize.sil.specialize.generic.never")
    mutating func list<Element>(
        _ key: String, _ path: any WritableKeyPath<Section, [Element]> & Sendable, _ form: SettingForm<[Element]>,
        name: String? = nil, since: (Int, Int)? = nil, comment: String? = nil, isApart: Bool = false,
        isArgument: Bool = false
    ) {
        append(
            .key(key, form.kind, since: since), form, comment: comment, isApart: isApart,
            read: { $1[keyPath: path] = $0 },
            value: { $0[keyPath: path].isEmpty ? nil : $0[keyPath: path] })
        properties.append(
            SectionProperty(name: name ?? SwiftLiteral.property(key), isArgument: isArgument) { section, printer in
                section[keyPath: path].isEmpty ? nil : form.swift(section[keyPath: path], &printer)
            })
    }

    /// The settings of another section that stand among this one's.
    ///
    /// - Parameter since: the first version that has them here.
    @_semantics("optimize.sil.specialize.generic.never")
    mutating func inline<Inner: ConfigSection>(
        _ name: String, _ path: any WritableKeyPath<Section, Inner> & Sendable, since: (Int, Int)? = nil
    ) {
        let schema = Inner.schema
        for inner in schema.settings {
            var setting = Setting<Section>(
                key: inner.key, comment: inner.comment, isNested: inner.isNested,
                read: { inner.read($0, &$1[keyPath: path]) },
                write: { inner.write($0[keyPath: path], $1) },
                losses: { inner.losses($0[keyPath: path], $1) })
            if let since = since.map({ TargetVersion($0.0, $0.1) }) {
                setting.key.since = since
                setting.losses = { section, version in
                    let isSet = inner.write(section[keyPath: path], .canonical) != nil
                    guard version < since, isSet else { return inner.losses(section[keyPath: path], version) }
                    return [
                        Finding(
                            path: inner.key.name, rule: "target-lacks-setting",
                            message: "'\(inner.key.name)' needs \(Section.program.name) \(since) here")
                    ]
                }
            }
            settings.append(setting)
        }
        constraints += schema.table.constraints
        let nothing = placeholder[keyPath: path]
        properties.append(
            SectionProperty(name: name) { section, printer in
                section[keyPath: path] == nothing ? nil : printer.section(section[keyPath: path])
            })
    }

    /// A key that stands for one case of a property that has several: only one of the keys can be set.
    @_semantics("optimize.sil.specialize.generic.never")
    mutating func alternative<Whole, Value>(
        _ key: String, _ path: any WritableKeyPath<Section, Whole?> & Sendable, _ form: SettingForm<Value>,
        since: (Int, Int)? = nil, _ make: @escaping @Sendable (Value) -> Whole,
        _ value: @escaping @Sendable (Whole) -> Value?
    ) {
        append(
            .key(key, form.kind, since: since), form, isUnsetByZero: true,
            read: { $1[keyPath: path] = make($0) },
            value: { $0[keyPath: path].flatMap(value) })
    }

    /// A setting without a property of its own, because the property that stands for it stands for others too.
    @_semantics("optimize.sil.specialize.generic.never")
    mutating func setting<Value>(
        _ key: String, _ path: any WritableKeyPath<Section, Value?> & Sendable, _ form: SettingForm<Value>,
        since: (Int, Int)? = nil, removed: (Int, Int)? = nil, isRequired: Bool = false, comment: String? = nil,
        isApart: Bool = false, losses: (@Sendable (Value, TargetVersion) -> String?)? = nil
    ) {
        append(
            .key(key, form.kind, since: since, removed: removed, isRequired: isRequired), form, comment: comment,
            isApart: isApart, losses: losses, read: { $1[keyPath: path] = $0 }, value: { $0[keyPath: path] })
    }

    /// A key whose value is a part of a property.
    @_semantics("optimize.sil.specialize.generic.never")
    mutating func keyOnly<Value>(
        _ key: KeyTable.Key, _ form: SettingForm<Value>,
        read: @escaping @Sendable (Value, inout Section) -> Void, value: @escaping @Sendable (Section) -> Value?
    ) {
        append(key, form, read: read, value: value)
    }

    mutating func constraint(_ constraint: KeyTable.Constraint) { constraints.append(constraint) }

    /// A property as Swift source sets it, or as it gives it to the initialiser.
    @_semantics("optimize.sil.specialize.generic.never")
    mutating func property<Value>(
        _ name: String, _ path: any KeyPath<Section, Value?> & Sendable, _ form: SettingForm<Value>
    ) {
        property(name, path) { value, printer in form.swift(value, &printer) }
    }

    @_semantics("optimize.sil.specialize.generic.never")
    mutating func property<Value>(
        _ name: String, _ path: any KeyPath<Section, Value?> & Sendable, isArgument: Bool = false,
        _ expression: @escaping @Sendable (Value, inout SwiftValuePrinter) -> String
    ) {
        properties.append(
            SectionProperty(name: name, isArgument: isArgument) { section, printer in
                section[keyPath: path].map { expression($0, &printer) }
            })
    }

    @_semantics("optimize.sil.specialize.generic.never")
    private mutating func append<Value>(
        _ key: KeyTable.Key, _ form: SettingForm<Value>, comment: String? = nil, isApart: Bool = false,
        isUnsetByZero: Bool = false, losses: (@Sendable (Value, TargetVersion) -> String?)? = nil,
        read: @escaping @Sendable (Value, inout Section) -> Void, value: @escaping @Sendable (Section) -> Value?
    ) {
        var setting = Setting<Section>(
            key: key, comment: comment, isNested: form.isNested,
            read: { node, section in
                if isUnsetByZero, !node.isSet { return }
                if let value = form.read(node) { read(value, &section) }
            },
            write: { section, writing in
                let document = value(section).map { form.write($0, writing) }
                return isApart ? document?.afterBlankLine() : document
            },
            losses: { _, _ in [] })
        let gate = setting
        setting.losses = { section, version in
            guard let value = value(section) else { return [] }
            guard !gate.exists(in: version) else { return form.losses(value, version).map { $0.within(key.name) } }
            guard let message = losses == nil ? gate.key.lack(of: Section.program) : losses?(value, version) else {
                return []
            }
            return [Finding(path: key.name, rule: "target-lacks-setting", message: message)]
        }
        settings.append(setting)
    }
}

extension KeyTable.Key {
    /// What is told of a version without the key.
    fileprivate func lack(of program: ConfigProgram) -> String {
        since.map { "'\(name)' needs \(program.name) \($0)" } ?? "'\(name)' is gone"
    }
}
