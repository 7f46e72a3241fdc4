/// One way in which Alertmanager tells somebody: an entry of `email_configs`, `slack_configs` …
///
/// To add one: a file with a section that conforms, and a line in the schema of ``AlertmanagerReceiver``. What a channel
/// may leave to the section `global` is in `ReceiverRules`.
public protocol ReceiverChannel: AlertmanagerSection {
    /// Also tells when the alert is over (upstream `send_resolved`). The default is the channel's own.
    var sendResolved: Bool? { get set }
    /// How its requests are made (upstream `http_config`); nil: as ``AlertmanagerGlobal/httpConfig`` says.
    var httpConfig: HTTPClientConfig? { get set }
}

extension SettingList where Section: ReceiverChannel {
    /// The settings that every channel has.
    mutating func channel() {
        key("send_resolved", \.sendResolved, .bool)
        key("http_config", \.httpConfig, .alertmanagerHTTP)
    }
}

extension SettingList {
    /// A value, most often a secret, or the file with it: `key` and `key_file`, of which one can be set.
    ///
    /// - Parameters:
    ///   - form: of the value.
    ///   - isRequired: whether one of them has to be there; otherwise the section `global` may have it.
    mutating func fileOrValue(
        _ key: String, _ path: any WritableKeyPath<Section, SecretSource?> & Sendable,
        _ form: SettingForm<String> = .text, since: (Int, Int)? = nil, fileSince: (Int, Int)? = nil,
        isRequired: Bool = false
    ) {
        let keys = [key, key + "_file"]
        alternative(keys[0], path, form, since: since, SecretSource.inline) { source in
            if case .inline(let text) = source { text } else { nil }
        }
        alternative(keys[1], path, .text, since: fileSince ?? since, SecretSource.file) { source in
            if case .file(let path) = source { path } else { nil }
        }
        constraint(.atMostOne(keys))
        if isRequired { constraint(.atLeastOne(keys)) }
        property(SwiftLiteral.property(key), path) { source, _ in source.swift }
    }
}

extension SettingForm where Value == NotificationTemplate {
    /// Text that Alertmanager fills in.
    static var template: Self {
        let text = SettingForm<String>.text(.alertmanagerTemplate)
        return SettingForm(
            kind: text.kind, read: { text.read($0).map { NotificationTemplate(source: $0) } },
            write: { text.write($0.text, $1) }, swift: { $0.swift(&$1) })
    }
}

extension SettingForm where Value == [NamedTemplate] {
    /// A mapping of free names, or of names of a form, to templates.
    static func templates(_ name: TextForm? = nil) -> Self {
        let template = SettingForm<NotificationTemplate>.template
        return SettingForm(
            kind: name.map { .keyed($0, template.kind) } ?? .map(template.kind),
            read: { node in
                guard let entries = node.entries else { return nil }
                let texts = entries.compactMap { entry in
                    template.read(entry.value).map { NamedTemplate(entry.key.name, $0) }
                }
                return texts.count == entries.count ? texts : nil
            },
            write: { texts, writing in
                .mapping(texts.map { Document.Entry($0.name, template.write($0.value, writing)) })
            },
            swift: { texts, printer in
                var items: [String] = []
                for text in texts {
                    items.append("NamedTemplate(\(SwiftLiteral.text(text.name)), \(text.value.swift(&printer)))")
                }
                return printer.list("NamedTemplate", items)
            })
    }
}

/// A template with a name: a header, a detail.
public typealias NamedTemplate = NamedText<AlertmanagerContext>

extension ContextText<AlertmanagerContext> {
    fileprivate func swift(_ printer: inout SwiftValuePrinter) -> String {
        literal.map(SwiftLiteral.text) ?? "NotificationTemplate(source: \(SwiftLiteral.text(text)))"
    }
}

extension SettingForm where Value: ConfigSection {
    /// A section that Prometheus has too, whose versions are not Alertmanager's. They are not told apart here.
    static func ofPrometheus(_ table: @escaping @Sendable () -> KeyTable = { Value.schema.table.withoutVersions })
        -> Self
    {
        var form = Self.section
        form.kind = .table(table)
        form.write = { section, writing in
            section.write(SectionWriting(version: nil, keepsSpelling: writing.keepsSpelling))
        }
        form.losses = { _, _ in [] }
        return form
    }
}

extension SettingForm where Value == HTTPClientConfig {
    static var alertmanagerHTTP: Self { .ofPrometheus() }
}

extension KeyTable {
    /// The table for a program that has the keys in versions of its own.
    var withoutVersions: KeyTable {
        KeyTable(
            name,
            keys.map { key in
                var key = key
                (key.since, key.removed) = (nil, nil)
                if case .table(let inner) = key.kind { key.kind = .table { inner().withoutVersions } }
                return key
            }, constraints: constraints)
    }
}
