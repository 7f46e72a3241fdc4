import AtalayaConfig
import Testing

struct GoTemplateTests {
    @Test(
        "What Go parses is a template",
        arguments: [
            "", "no template", "{", "}}", "{{ $value }}", "{{$labels.instance}}", "{{- $value -}}", "{{ .Labels.job }}",
            "{{/* a comment */}}", "{{- /* a comment */ -}}", "{{ printf \"%.2f\" $value }}", "{{ `raw }}` }}",
            "{{ $value | humanizePercentage }}", "{{ 1.5 | humanize }}", "{{ \"a\" | toUpper }}", "{{ true }}",
            "{{ if gt $value 1.0 }}a{{ else if lt $value 0.0 }}b{{ else }}c{{ end }}",
            "{{ range query \"up\" }}{{ .Labels.instance }}{{ .Value }}{{ end }}",
            "{{ range $i, $s := query \"up\" }}{{ $i }}{{ $s.Value }}{{ end }}",
            "{{ with query \"up\" }}{{ . | first | value }}{{ else }}none{{ end }}",
            "{{ $x := 1 }}{{ $x = 2 }}{{ $x }}", "{{ (query \"up\" | first).Value }}", "{{ index $labels \"a.b\" }}",
            "{{ define \"a\" }}{{ . }}{{ end }}{{ template \"a\" $value }}{{ template \"a\" }}",
            "{{ block \"a\" . }}x{{ end }}", "{{ range query \"up\" }}{{ break }}{{ end }}",
            "{{ and true (or false (not true)) }}", "{{ $.Labels.job }}",
            "{{ -1 }}{{ 0x1F }}{{ 1_000 }}{{ 'a' }}{{ '\\n' }}",
            "{{ $value\n | humanize\n}}", "{{ len (slice \"abc\" 1) }}", "{{if .Labels}}x{{end}}",
        ])
    func accepted(_ text: String) throws {
        _ = try GoTemplate(text, dialect: .prometheusAlert)
    }

    @Test(
        "What Go refuses is none, and the mistake has a place",
        arguments: [
            ("{{ $label.job }}", 3), ("{{", 0), ("{{ }}", 3), ("a {{ lower $value }}", 5), ("{{ if $value }}", 0),
            ("{{ end }}", 0), ("{{ if $value }}{{ else }}{{ else }}{{ end }}", 25), ("{{ $value | }}", 12),
            ("{{ \"a }}", 3), ("{{ \"\\q\" }}", 4), ("{{ 1.2.3 }}", 3), ("{{ $value | 1 }}", 12), ("{{ (1 }}", 0),
            ("{{ 1) }}", 4), ("{{ break }}", 0), ("{{/* a", 0), ("{{/* a */ b }}", 0), ("{{ template x }}", 12),
            ("{{ if true }}{{ define \"a\" }}{{ end }}{{ end }}", 13), ("{{ $x = 1 }}", 3), ("{{ .a.b%}}", 7),
            ("{{ range $x := query \"up\" }}{{ end }}{{ $x }}", 40), ("{{ \"a\".b }}", 6), ("{{ : }}", 3),
            ("{{ 'ab' }}", 3), ("{{ # }}", 3), ("{{ toUpper = 1 }}", 11),
        ])
    func refused(_ text: String, offset: Int) throws {
        let error = #expect(throws: GoTemplateError.self) { _ = try GoTemplate(text, dialect: .prometheusAlert) }
        #expect(error?.offset == offset, "\(error?.message ?? "")")
    }

    @Test("The places have functions and variables of their own")
    func dialects() throws {
        _ = try GoTemplate("{{ .CommonLabels.job | trimSpace }}", dialect: .alertmanager)
        #expect(throws: GoTemplateError.self) { try GoTemplate("{{ . | trimSpace }}", dialect: .prometheusAlert) }
        #expect(throws: GoTemplateError.self) { try GoTemplate("{{ $labels.job }}", dialect: .alertmanager) }
        let error = #expect(throws: GoTemplateError.self) {
            try GoTemplate("{{ $label.job }}", dialect: .prometheusAlert)
        }
        #expect(error?.message == "there is no variable '$label'; did you mean '$labels'?")
    }

    @Test("The fields of the given value are told, those of others are not")
    func fields() throws {
        let text = "{{ .Alerts }}{{ range .Alerts }}{{ .Labels }}{{ $.Status }}{{ end }}{{ .ExternalURL }}"
        let template = try GoTemplate(text, dialect: .alertmanager)
        #expect(template.fields.map(\.path) == [["Alerts"], ["Alerts"], ["Status"], ["ExternalURL"]])
        #expect(template.fields.map(\.offset) == [3, 22, 48, 71])
    }

    @Test("Blocks and brackets inside each other have a bound", arguments: ["{{ if true }}", "{{ (", "{{ range . }}"])
    func depth(opening: String) throws {
        let text =
            opening.hasSuffix("(")
            ? "{{ " + String(repeating: "(", count: 100_000) : String(repeating: opening, count: 100_000)
        #expect(throws: GoTemplateError.self) { try GoTemplate(text, dialect: .alertmanager) }
    }
}
