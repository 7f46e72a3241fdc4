import Testing

@testable import AtalayaConfig

@Suite("Text in its context, part by part")
struct ContextTextTests {
    @Test("Literals, values and what is filled in are put together")
    func interpolation() {
        let title = "{{ x }}"
        let summary: AlertTemplate = "\(title): \(.value(.humanizePercentage)) of \(12) on \(.label("instance"))"
        #expect(
            summary.text
                == #"{{"{{"}} x }}: {{ $value | humanizePercentage }} of 12 on {{ $labels.instance }}"#)
        #expect(summary.literals == ["{{ x }}: ", " of 12 on "])
        #expect(summary.literal == nil)
        #expect(AlertTemplate("a").literal == "a")
        #expect(("" as AlertTemplate).isEmpty)
    }

    @Test("What is split over two pieces is escaped as one")
    func boundaries() {
        let brace = "{"
        #expect(("{\(brace) x" as AlertTemplate).text == #"{{"{{"}} x"#)
        #expect(("{\(.value)" as AlertTemplate).text == #"{{"{"}}{{ $value }}"#)
        #expect(("{{{\(.value)" as AlertTemplate).text == #"{{"{{"}}{{"{"}}{{ $value }}"#)
        #expect(("$\(brace)x}" as DashboardText).text == "$ {x}")
        #expect(("{\(.label("x"))}" as LegendFormat).text == "{ {{x}} }")
    }

    @Test("Two texts are equal when the file has the same characters")
    func equality() {
        #expect(AlertTemplate("a") == AlertTemplate(source: "a"))
        #expect(AlertTemplate("a {{") != AlertTemplate(source: "a {{"))
        #expect(Set([AlertTemplate("a"), "a", AlertTemplate(source: "a")]).count == 1)
        #expect(("a" as AlertTemplate) + .value == "a\(.value)")
    }

    @Test(
        "A label is named as Go can name it",
        arguments: [
            ("job", "{{ $labels.job }}"), ("a.b", #"{{ index $labels "a.b" }}"#), ("9", #"{{ index $labels "9" }}"#),
            ("a\"b}}", #"{{ index $labels "a\"b}}" }}"#), ("", #"{{ index $labels "" }}"#),
        ])
    func labels(name: String, text: String) throws {
        #expect(AlertTemplate.label(name).text == text)
        for template in [AlertTemplate.label(name), .externalLabel(name), .value, .value(.humanize1024)] {
            _ = try GoTemplate(template.text, dialect: .prometheusAlert)
        }
        for template in [NotificationTemplate.commonLabel(name), .groupLabel(name), .template(name), .status] {
            _ = try GoTemplate(template.text, dialect: .alertmanager)
        }
    }

    @Test(
        "In Grafana the value is that of the query, and what only looks like it is left alone",
        arguments: [
            ("{{ $value }}", "{{ $values.A.Value }}"),
            ("$value {{ $value }} $value", "$value {{ $values.A.Value }} $value"),
            ("{{ $values.B }} {{ $value_1 }}", "{{ $values.B }} {{ $value_1 }}"),
            ("{{ printf \"%.1f\" $value }}", "{{ printf \"%.1f\" $values.A.Value }}"),
            ("{{ $value", "{{ $values.A.Value"), ("", ""),
        ])
    func translation(source: String, expected: String) {
        #expect(GrafanaAlertTemplate(AlertTemplate(source: source), query: "A").text == expected)
    }

    @Test("A name or a path that could end a reference makes none")
    func names() {
        for name in ["", "1x", "a-b", "A}", "a'b", "ä"] {
            #expect(ComposeText.variable(name, default: "") == nil)
            #expect(PodText.variable(name) == nil)
            #expect(ExternalLabelText.environment(name) == nil)
            #expect(ProvisioningText.environment(name) == nil)
            #expect(FluentdRuby.environment(name) == nil)
        }
        #expect(ProvisioningText.file(SecretFile(path: "/a}b")) == nil)
        #expect(ComposeText.variable("X", default: "a}b") == nil)
        #expect(ComposeText.variable("IMAGE_TAG", default: "1$0")?.text == "${IMAGE_TAG:-1$$0}")
        #expect(PodText.variable("POD_IP")?.text == "$(POD_IP)")
        #expect(ExternalLabelText.environment("REGION")?.text == "${REGION}")
        #expect(ProvisioningText.environment("HOST")?.text == "$__env{HOST}")
    }

    @Test("What has no escape is told")
    func ambiguity() {
        #expect(FluentdTemplate("${x}").isAmbiguous)
        #expect(("$\("{x}")" as FluentdTemplate).isAmbiguous)
        #expect(!("$\(.tag)" as FluentdTemplate).isAmbiguous)
        #expect(FluentdRecordText("a __HOSTNAME__").isAmbiguous)
        #expect(!FluentdRecordText("a ____ __a__ __X_").isAmbiguous)
        #expect(FluentdRecordText.field("a}b").unnamedFields == ["a}b"])
        #expect(FluentdRecordText.field("a.b").unnamedFields == [])
    }
}
