import Testing

@testable import AtalayaConfig

/// A place that text is put into, and the reader of that place.
///
/// Each context has a type of its own, so that text for one is no text for another; what remains to be shown is that each
/// escapes by its own rules.
struct TextContext: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// As it stands in the file.
    let write: @Sendable (String) -> String
    /// What the reader of the file makes of it; nil if it is refused, or more than text.
    let read: @Sendable (String) -> String?

    static let all: [TextContext] = [
        TextContext("compose", write: { ComposeText($0).text }, read: { withoutDoubledDollars($0) }),
        TextContext(
            "provisioning of Grafana",
            write: {
                guard case .string(let text) = ProvisioningText.literal($0) else { return "" }
                return text
            }, read: { withoutDoubledDollars($0) }),
        TextContext(
            "JSON", write: { JSONWriter.write(.string($0)) },
            read: { JSONDocumentReader.read($0, file: "x.json").node?.string }),
        TextContext(
            "matcher of PromQL", write: { "up\([LabelMatcher("a", .equal, $0)].selector)" },
            read: { text in
                guard case .selector(let selector) = PromQL.read(text).expression?.form else { return nil }
                return selector.matchers.count == 1 ? selector.conditions.first?.value.value : nil
            }),
        TextContext(
            "matcher of Alertmanager", write: { LabelMatcher("a", .equal, $0).description },
            read: { text in
                guard let reading = try? AlertmanagerMatchers.read(text), reading.isAgreed, reading.matchers.count == 1
                else { return nil }
                return reading.matchers[0].value
            }),
        TextContext(
            "list of matchers", write: { LabelMatcher("a", .notEqual, $0).description },
            read: { text in
                guard let matchers = try? LabelMatcher.list(text), matchers.count == 1 else { return nil }
                return matchers[0].value
            }),
        TextContext(
            "template of an alert", write: { GoTemplate.literal($0) }, read: { template($0, .prometheusAlert) }),
        TextContext(
            "template of a receiver", write: { GoTemplate.literal($0) }, read: { template($0, .alertmanager) }),
        TextContext(
            "Fluentd's classic syntax",
            write: { "<match a>\n  @type null\n  x \(FluentdClassicWriter.text(.text($0)))\n</match>\n" },
            read: { text in
                let match = FluentdClassicReader.read(text, file: "a.conf").root?.elements("match").first
                return match?.parameter("x")?.value.text
            }),
    ]

    init(
        _ name: String, write: @escaping @Sendable (String) -> String, read: @escaping @Sendable (String) -> String?
    ) {
        testDescription = name
        self.write = write
        self.read = read
    }

    /// What is left when every `$$` is a dollar; nil if a dollar stands alone, which fills something in.
    private static func withoutDoubledDollars(_ text: String) -> String? {
        var result = ""
        var isHalf = false
        for scalar in text.unicodeScalars {
            if scalar == "$" {
                isHalf.toggle()
                if isHalf { continue }
            } else if isHalf {
                return nil
            }
            result.unicodeScalars.append(scalar)
        }
        return isHalf ? nil : result
    }

    /// What a template gives that has no actions but the one for two braces.
    private static func template(_ text: String, _ dialect: GoTemplateDialect) -> String? {
        guard let template = try? GoTemplate(text, dialect: dialect), template.fields.isEmpty, template.calls.isEmpty,
            template.definitions.isEmpty
        else { return nil }
        let braces = "{{\"{{\"}}"
        let parts = text.split(separator: braces, omittingEmptySubsequences: false)
        return parts.contains { $0.contains("{{") } ? nil : parts.joined(separator: "{{")
    }
}

@Suite("Text in its context")
struct ContextMatrixTests {
    @Test("Any text is read as it was meant, and as nothing else", arguments: TextContext.all, HostileText.all)
    func comesBack(context: TextContext, text: String) {
        let written = context.write(text)
        #expect(context.read(written) == text, "written as \(written)")
    }

    @Test(
        "The readers tell text from what does something",
        arguments: [
            ("compose", "$HOME"), ("provisioning of Grafana", "a${X}"), ("matcher of PromQL", #"up{a="b",c="d"}"#),
            ("matcher of Alertmanager", #"a=b"c"#), ("template of an alert", "{{ $labels.a }}"),
            ("template of a receiver", #"{{ template "a" . }}"#),
            ("Fluentd's classic syntax", "<match a>\n  @type null\n  x \"#{1}\"\n</match>\n"),
        ])
    func tells(name: String, text: String) throws {
        let context = try #require(TextContext.all.first { $0.testDescription == name })
        #expect(context.read(text) == nil)
    }
}
