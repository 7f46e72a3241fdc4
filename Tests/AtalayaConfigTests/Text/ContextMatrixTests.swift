import Testing

@testable import AtalayaConfig

/// A place that text is put into, and the reader of that place.
///
/// Each context has a type of its own, so that text for one is no text for another; what remains to be shown is that each
/// escapes by its own rules, alone and between things that the reader fills in.
struct TextPlace: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// As it stands in the file.
    let write: @Sendable (String) -> String
    /// What the reader of the file makes of it; nil if it is refused, or more than text. What it fills in is ``filledIn``.
    let read: @Sendable (String) -> String?
    /// What must come back of a text, where that is not the text itself.
    let meant: @Sendable (String) -> String

    static let filledIn = "‹›"

    init(
        _ name: String, write: @escaping @Sendable (String) -> String, read: @escaping @Sendable (String) -> String?,
        meant: @escaping @Sendable (String) -> String = { $0 }
    ) {
        testDescription = name
        self.write = write
        self.read = read
        self.meant = meant
    }

    /// A text of a context, alone and around it what is filled in.
    static func context<Context: TextContext>(
        _ name: String, _ reference: ContextText<Context>?, read: @escaping @Sendable (String, String) -> String?,
        meant: @escaping @Sendable (String) -> String = { $0 }
    ) -> [TextPlace] {
        guard let reference else { return [] }
        let source = reference.text
        return [
            TextPlace(name, write: { ContextText<Context>($0).text }, read: { read($0, source) }, meant: meant),
            TextPlace(
                "\(name), between references",
                write: { ("\(reference)\($0)\(reference)" as ContextText<Context>).text },
                read: { read($0, source) }, meant: { filledIn + meant($0) + filledIn }),
        ]
    }

    static let all: [TextPlace] =
        context("compose", ComposeText.variable("X", default: "y"), read: TextReader.doubledDollars)
        + context("Kubernetes", PodText.variable("X"), read: TextReader.podVariables)
        + context("external labels", ExternalLabelText.environment("X"), read: TextReader.doubledDollars)
        + context("provisioning of Grafana", ProvisioningText.environment("X"), read: TextReader.doubledDollars)
        + context("template of an alert", AlertTemplate.label("x"), read: TextReader.goTemplate)
        + context("template of a receiver", NotificationTemplate.commonLabel("x"), read: TextReader.goTemplate)
        + context(
            "template of an alert of Grafana", GrafanaAlertTemplate(.value, query: "A"), read: TextReader.goTemplate)
        + context("legend", LegendFormat.label("x"), read: TextReader.dashboard, meant: TextReader.withoutSpaces)
        + context("title", DashboardText.variable("x"), read: TextReader.dashboard, meant: TextReader.withoutSpaces)
        + context("query of an analysis", AnalysisQuery.argument("x"), read: TextReader.analysisQuery)
        + context("Ruby in Fluentd", FluentdRuby.environment("X"), read: TextReader.ruby)
        + context("chunk in Fluentd", FluentdTemplate.tag, read: TextReader.chunk)
        + context("hour of a chunk in Fluentd", FluentdTemplate.hour, read: TextReader.chunk)
        + context("record in Fluentd", FluentdRecordText.field("any"), read: TextReader.record) + files

    /// What puts text in quotes of its own.
    private static let files: [TextPlace] = [
        TextPlace(
            "JSON", write: { JSONWriter.write(.string($0)) },
            read: { JSONDocumentReader.read($0, file: "x.json").node?.string }),
        TextPlace(
            "matcher of PromQL", write: { "up\([LabelMatcher("a", .equal, $0)].selector)" },
            read: { TextReader.matcherValue($0) }),
        TextPlace(
            "matcher of Alertmanager", write: { LabelMatcher("a", .equal, $0).description },
            read: { text in
                guard let reading = try? AlertmanagerMatchers.read(text), reading.isAgreed, reading.matchers.count == 1
                else { return nil }
                return reading.matchers[0].value
            }),
        TextPlace(
            "list of matchers", write: { LabelMatcher("a", .notEqual, $0).description },
            read: { text in
                guard let matchers = try? LabelMatcher.list(text), matchers.count == 1 else { return nil }
                return matchers[0].value
            }),
        TextPlace(
            "Fluentd's classic syntax",
            write: { "<match a>\n  @type null\n  x \(FluentdClassicWriter.text(.text($0)))\n</match>\n" },
            read: { text in
                let match = FluentdClassicReader.read(text, file: "a.conf").root?.elements("match").first
                return match?.parameter("x")?.value.text
            }),
    ]
}

@Suite("Text in its context")
struct ContextMatrixTests {
    @Test("Any text is read as it was meant, and as nothing else", arguments: TextPlace.all)
    func comesBack(place: TextPlace) {
        for text in HostileText.all {
            let written = place.write(text)
            #expect(place.read(written) == place.meant(text), "'\(text)' is written as '\(written)'")
        }
    }

    @Test(
        "The readers tell text from what does something",
        arguments: [
            ("compose", "$HOME"), ("provisioning of Grafana", "a${Y}"), ("Kubernetes", "$(Y)"),
            ("external labels", "$HOME"), ("legend", "{{y}}"), ("title", "[[y]]"), ("title", "a $y"),
            ("matcher of PromQL", #"up{a="b",c="d"}"#), ("matcher of Alertmanager", #"a=b"c"#),
            ("template of an alert", "{{ $labels.a }}"), ("template of a receiver", #"{{ template "a" . }}"#),
            ("query of an analysis", "{{args.y}}"), ("Ruby in Fluentd", "#{1}"), ("chunk in Fluentd", "%M"),
            ("Fluentd's classic syntax", "<match a>\n  @type null\n  x \"#{1}\"\n</match>\n"),
        ])
    func tells(name: String, text: String) throws {
        let place = try #require(TextPlace.all.first { $0.testDescription == name })
        #expect(place.read(text) == nil)
    }
}
