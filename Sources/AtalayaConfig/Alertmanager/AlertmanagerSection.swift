/// A section of alertmanager.yml.
public protocol AlertmanagerSection: ConfigSection {}

extension AlertmanagerSection {
    public static var program: ConfigProgram { .alertmanager }
}

/// How the settings of routes and inhibit rules stand in alertmanager.yml.
extension SettingForm where Value == [LabelMatcher] {
    /// A list whose items hold a matcher each, or several with commas between them.
    static var matchers: Self {
        SettingForm(
            kind: .list(.text),
            read: { node in
                guard let items = node.items else { return nil }
                var matchers: [LabelMatcher] = []
                for item in items {
                    guard let text = item.scalarText, let reading = try? AlertmanagerMatchers.read(text) else {
                        return nil
                    }
                    matchers += reading.matchers
                }
                return matchers
            },
            write: { matchers, _ in .sequence(matchers.map { .string($0.description) }) },
            swift: { matchers, printer in
                printer.list(
                    "LabelMatcher",
                    matchers.map {
                        let (label, value) = (SwiftLiteral.text($0.label), SwiftLiteral.text($0.value))
                        return "LabelMatcher(\(label), .\($0.comparison), \(value))"
                    })
            })
    }
}

extension SettingForm where Value == [StackLabel] {
    /// Names and values of a form each.
    static func labels(_ name: TextForm, _ value: KeyTable.Kind) -> Self {
        var labels = Self.labels
        labels.kind = .keyed(name, value)
        return labels
    }
}
