import AtalayaConfig
import Testing

struct YAMLWriterTests {
    @Test(
        "Text that some reader would take for something else is quoted",
        arguments: [
            "", "y", "n", "Yes", "NO", "on", "off", "True", "~", "null", "=", "<<", "1:30", "22:22", "0o7", "0x1f",
            "1e3", ".5", "1_000",
            "1,000", "-1", "+1.5", "1.", ".inf", "NaN", "2001-01-01", "2001-01-01T00:00:00Z", " x", "x ", "a: b",
            "a #b", "a:", "- a",
            "---", "-", "?", "? a", "[a", "{a", "*a", "&a", "!a", "|", ">", "'a", "\"a", "%a", "@a", "`a", "#a", "007",
            "08",
            "a\tb", "a\nb", "\u{7f}", "\u{85}", "\u{2028}", "\u{feff}x",
        ])
    func quoted(text: String) {
        #expect(YAMLWriter.write(["k": .string(text)]).hasPrefix("k: \""))
    }

    @Test(
        "Safe text stays as it is",
        arguments: [
            "prometheus:9090", "15s", "30d", "1h30m", "rules/*.yml", "severity=\"page\"", "--web.enable-lifecycle",
            "-x", "a#b", "1.2.3",
            "127.0.0.1:9090", "/var/log/app/*.log", "Größe 😀", "x{{ $labels.x }}", "GET", "v3.13.2", "it's", "nothing",
        ])
    func plain(text: String) {
        #expect(YAMLWriter.write(["k": .string(text)]) == "k: \(text)\n")
    }

    @Test("Control characters and quotes are escaped")
    func escapes() {
        #expect(YAMLWriter.write(["k": "\"\\\n\r\t\u{0}\u{1b}\u{2029}"]) == #"k: "\"\\\n\r\t\x00\x1b\u2029""# + "\n")
    }

    @Test("Nested lists and mappings, comments and blank lines")
    func structure() {
        let document: Document = [
            "global": ["interval": "15s", "labels": .mapping([])],
            "jobs": Document.sequence([
                ["name": Document.string("a").commented("The first."), "targets": .flowStrings(["x:1", "z"])],
                Document.mapping([.init("name", "b"), .init("on", true)]).afterBlankLine(),
                [["deep"], []],
            ]).commented("What to scrape.", "").afterBlankLine(),
            "one": Document.mapping([.init("a,b", "1"), .init("c", ["d", nil])]).flow(),
        ]
        let expected = """
            # Generated.
            # Do not edit.

            global:
              interval: 15s
              labels: {}

            # What to scrape.
            #
            jobs:
              # The first.
              - name: a
                targets: ["x:1", z]

              - name: b
                "on": true
              -
                -
                  - deep
                - []
            one: {"a,b": "1", c: [d, null]}

            """
        #expect(YAMLWriter.write(document, header: ["Generated.", "Do not edit."]) == expected)
    }

    @Test(
        "Literal blocks keep their line breaks",
        arguments: [
            ("a\nb\n", "k: |\n  a\n  b\n"), ("a\nb", "k: |-\n  a\n  b\n"), ("a\n\n", "k: |+\n  a\n\n"),
            ("  a\nb", "k: |2-\n    a\n  b\n"), ("\na", "k: |2-\n\n  a\n"), ("a\n\nb", "k: |-\n  a\n\n  b\n"),
            ("\n", #"k: "\n""# + "\n"), ("a\r\nb", #"k: "a\r\nb""# + "\n"), ("", "k: \"\"\n"),
        ])
    func blocks(text: String, expected: String) {
        #expect(YAMLWriter.write(["k": .block(text)]) == expected)
    }

    @Test("Numbers are read as numbers by YAML 1.1 and 1.2")
    func numbers() {
        let document: Document = [
            0.1, 1.0, 1e-5, 1e16, -0.0, .double(.leastNonzeroMagnitude), .double(.nan), .double(-.infinity), .int(.min),
        ]
        let expected = [
            "0.1", "1.0", "1.0e-05", "1.0e+16", "-0.0", "5.0e-324", ".nan", "-.inf", "-9223372036854775808",
        ]
        #expect(YAMLWriter.write(document) == expected.map { "- \($0)\n" }.joined())
    }

    @Test("Tags stand before their value")
    func tags() {
        let document: Document = [
            "a": Document.string("x").tagged("!fluent/s"),
            "b": Document.mapping([.init("c", 1)]).tagged("!t"),
            "d": [Document.mapping([.init("e", 1)]).tagged("!t")],
        ]
        #expect(YAMLWriter.write(document) == "a: !fluent/s x\nb: !t\n  c: 1\nd:\n  - !t\n    e: 1\n")
    }

    @Test("A comment cannot break out of its line")
    func comments() {
        let document: Document = ["a": Document.int(1).commented("one\ntwo\r\nthree\u{85}four")]
        #expect(YAMLWriter.write(document) == "# one\n# two  three four\na: 1\n")
    }
}
