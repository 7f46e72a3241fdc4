/// Texts that mean something in one of the places where plain text ends up: YAML, JSON, PromQL, Grafana, Fluentd, Ruby,
/// compose, shells.
enum HostileText {
    static let all: [String] = [
        "plain", "", " leading and trailing ", "two\nlines\n", "tab\tand\rreturn", "nul\0byte", "emoji 🗼 and ünïcödé",
        "quote\"s and 'quotes'", "back\\slash \\d \\n \\", "# comment", "a #b", "a: b", "- item", "[a, b]", "{a: b}",
        "[a-z]+", "{\"a\":1",
        "$", "$$", "$HOME", "${HOME}", "${HOME:-x}", "$(id)", "`id`", "%{x}", "$__rate_interval", "[[var]]",
        "{{ label }}", "{{{x}}}",
        "#{1 + 1}", "#{raise}", "#{use_nil}", "\\#{1}", "\"#{1}\"", "${tag[0]}", "${record[\"x\"]}", "@include x",
        "@type null", "</match>",
        "<match **>", "!fluent/s \"#{1}\"", "!!ruby/object:Gem::Installer {}", "&anchor", "*alias", "<<", "=", "~",
        "null", "true", "on",
        "y", "No", "1e3", "0x1f", "1:30", "22:22", "1_000", ".5", "500ms", "1.5h", "2001-01-01", "%d", "%", "|", ">",
        "?", ",", ":",
        // Dollars and braces that a mark hides from a search by characters, and separators that are no line breaks to all.
        "$\u{301}{X}", "{{\u{301} x }}", "\u{600}{{x}}", "{\u{200D}{", "a\u{2028}b\u{85}c\u{FEFF}d", "a\r\nb",
        // Halves: what stands around them is no second half.
        "{", "}", "[", "x{", "}x", "$(X)", "$$(X)", "$(", "%%", "%Y%m", "__HOSTNAME__", "{{{{ {{{", "{{ end }}",
        "{{args.x}}",
        "$__file{/etc/passwd}", "$__env{HOME}", "{{ $value }}", "{{ .Labels.x }}", "{{ template \"x\" . }}", "$1",
        "${1}",
    ]
}
