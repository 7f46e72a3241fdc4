import AtalayaConfig

/// Go's templates, of alerts and of receivers. A literal is a template whatever the text is.
struct TemplateTarget: FuzzTarget {
    let name = "templates"

    let seeds = words([
        #"{{ define "a.b" }}{{ range $i, $a := .Alerts }}{{ if eq .Status "firing" }}{{ .Labels.job | toUpper }}{{ else }}-{{ end }}{{ end }}{{ end }}"#,
        #"{{ $labels.instance }} is {{ printf "%.2f" $value | humanize }} {{- /* why */ -}} {{ with query "up" }}{{ . | first | value }}{{ end }}"#,
        #"{{ template "x" . }}{{ block "y" . }}{{ break }}{{ end }}{{ (index .A "b").C 1e3 'x' `raw` }}"#,
    ])

    let dictionary = words([
        "{{", "}}", "{{-", "-}}", "{{ if ", "{{ else if ", "{{ end }}", "{{ range ", "{{ with ", "{{/*", "*/}}", "$",
        ":=", "|",
        "(", ")", "\"", "`", "'", "\\", "0x", "1i", ".", "$labels.", "{{ define \"a\" }}", "break", "\n", "é",
    ])

    func run(_ input: [UInt8]) throws(FuzzFailure) {
        guard let text = String(validating: input, as: UTF8.self) else { return }
        for dialect in [GoTemplateDialect.prometheusAlert, .alertmanager] {
            do throws(GoTemplateError) {
                _ = try GoTemplate(text, dialect: dialect)
            } catch {
                try require(0...text.utf8.count ~= error.offset, "an error outside of the text")
            }
            try require(
                (try? GoTemplate(NotificationTemplate(text).text, dialect: dialect)) != nil, "a literal that is no template")
        }
        for check in DocumentChecks.all where check.kind == "templates" {
            _ = check.check(text: text, file: "a.tmpl", targets: Targets())
        }
    }
}
