@testable import AtalayaConfig
import Testing

/// What Fluentd's own parser makes of values, line ends and tags; every line here was given to it too.
@Suite("Fluentd's classic syntax, read")
struct FluentdClassicReaderTests {
    /// The value of the parameter `k` in a match.
    private func value(_ line: String) -> FluentdText? {
        let text = "<match a>\n  \(line)\n</match>\n"
        return FluentdClassicReader.read(text, file: "f").root?.elements.first?.parameters.first?.value
    }

    @Test(
        "A value is read as Fluentd reads it",
        arguments: [
            ("k v", "v"), ("k  v w  ", "v w"), ("k v # comment", "v"), ("k a#b", "a#b"), ("k #b", "#b"), ("k", ""),
            ("k a\\nb", "a\\nb"), ("k 'a\\'b\\\\c\\d'", "a'b\\c\\d"), ("k '#{x}' # c", "#{x}"),
            ("k \"a\\tb\\\"\\#{x}\"", "a\tb\"#{x}"), ("k \"a\nb\"", "a\nb"), ("k \"a\\\nb\"", "ab"),
            ("k null", "null"), ("k [1, 2]", "[1,2]"), ("k {\"a\": [true, null]}", "{\"a\":[true,null]}"),
            ("k [\n\"a\", # one\n\"b#c\"\n]", "[\"a\",\"b#c\"]"), ("k /[a-z]+/", "/[a-z]+/"), ("@type x", "x"),
        ])
    func values(line: String, expected: String) {
        #expect(value(line)?.text == expected)
    }

    @Test("Ruby is kept apart from text, and nothing of it is run")
    func ruby() {
        #expect(value(#"k "a#{ENV['X'] || "}"}b""#)?.parts == [.text("a"), .ruby(#"ENV['X'] || "}""#), .text("b")])
        #expect(value(##"k ["#{x}"]"##)?.parts == [.text("[\""), .ruby("x"), .text("\"]")])
    }

    @Test(
        "What Fluentd refuses is refused, at its line",
        arguments: [
            ("<match a>\n", 2), ("<match a></match>", 1), ("</match>", 1), ("<a>\n</b>", 2), ("<a>\n</a> x", 2),
            ("<a>\nk 'v' w\n</a>", 2), ("<a>\nk 'v\n</a>", 2), ("<a>\nk \"v\n</a>", 2), ("<a>\nk \"\\d\"\n</a>", 2),
            ("<a>\nk [a-z]+\n</a>", 2), ("<a>\nk {\"a\": 1\n</a>", 2), ("<match a>\n@kind x\n</match>", 2),
            ("<a>\nk \"#{x\"\n</a>", 2), ("<a>\nk \"\nx\"\n</a>", 2), ("< a>\n</a>", 1),
        ])
    func refused(text: String, line: Int) {
        let reading = FluentdClassicReader.read(text, file: "f")
        #expect(reading.root == nil)
        #expect(reading.diagnostics.map(\.rule) == ["fluentd-syntax"])
        #expect(abs((reading.diagnostics.first?.line ?? 0) - line) <= 1, "\(reading.diagnostics)")
    }

    @Test("Sections, arguments, parameters and includes have their places")
    func places() throws {
        let text = "@include a.conf\n<match a.** b>\n  @type copy\n  <store>\n  </store>\n  @include b.conf\n</match>\n"
        let root = try #require(FluentdClassicReader.read(text, file: "f").root)
        #expect(root.elements.map(\.name) == ["@include", "match"])
        let match = root.elements[1]
        #expect(match.argument.text == "a.** b")
        #expect((match.line, match.column) == (2, 1))
        #expect(match.parameters.map(\.line) == [3])
        #expect(match.parameters.map(\.value.column) == [9])
        #expect(match.elements.map(\.name) == ["store", "@include"])
        #expect(match.elements[1].argument.text == "b.conf")
    }

    @Test("Sections inside each other are bounded")
    func depth() {
        let text = String(repeating: "<a>\n", count: 100_000)
        let reading = FluentdClassicReader.read(text, file: "f")
        #expect(reading.diagnostics.first?.message.contains("sections inside each other") == true)
    }

    // MARK: Round trips

    /// A configuration with a text in every place that takes any.
    private static func everywhere(_ text: String) -> FluentdElement {
        let value = FluentdText(text)
        let parameters = [
            FluentdElement.Parameter("@type", value), FluentdElement.Parameter("k", value),
            FluentdElement.Parameter("r", FluentdText([.text(text), .ruby("ENV['A']"), .text(text)])),
        ]
        let inner = FluentdElement("buffer", value, parameters: parameters)
        let match = FluentdElement("match", value, parameters: parameters, elements: [inner])
        return FluentdElement(
            "ROOT", elements: [match, FluentdElement("label", FluentdText("@A"), elements: [match])])
    }

    @Test("Any text comes through the classic syntax as it was", arguments: HostileText.all)
    func classicRoundTrip(text: String) throws {
        let root = Self.everywhere(text).withoutPlaces
        let reading = FluentdClassicReader.read(root.classicText, file: "f")
        #expect(reading.root?.withoutPlaces == root, "\(reading.diagnostics) \(root.classicText)")
    }

    @Test("Any text comes through YAML as it was", arguments: HostileText.all)
    func yamlRoundTrip(text: String) throws {
        let root = Self.everywhere(text).withoutPlaces
        let (document, lost) = root.yaml
        #expect(lost == [])
        #expect(FluentdElement(yaml: DocumentNode(reread: document)).withoutPlaces == root)
    }

    @Test("Both syntaxes of a rendered pipeline are the same sections", arguments: TestStacks.allCases)
    func rendered(stack: TestStacks) throws {
        let pipeline = StackPipeline(stack: try stack.validated().stack).pipeline
        let classic = FluentdClassicReader.read(FluentdClassicWriter.write(pipeline), file: "f")
        let root = try #require(classic.root, "\(classic.diagnostics)")
        #expect(FluentdClassicReader.read(root.classicText, file: "f").root?.withoutPlaces == root.withoutPlaces)
        #expect(FluentdElement(yaml: DocumentNode(reread: root.yaml.document)).withoutPlaces == root.withoutPlaces)
        #expect(FluentdCheck().check(text: root.classicText, file: "f", targets: Targets()) == [])
    }

    @Test("Random bytes give a tree or one problem")
    func randomBytes() {
        var random = SplitMix64(seed: 20_261_123)
        let pieces = [
            "<a>", "</a>", "<match ", ">", "\n", " ", "#", "#{", "}", "\"", "'", "\\", "[", "{", "]", "k", "@type x",
        ]
        for _ in 0..<2_000 {
            let text = (0..<Int.random(in: 0...30, using: &random)).map { _ in pieces.randomElement() ?? "" }.joined()
            let reading = FluentdClassicReader.read(text, file: "f")
            #expect((reading.root == nil) == (reading.diagnostics.count == 1), "\(text)")
            if let root = reading.root?.withoutPlaces {
                #expect(FluentdClassicReader.read(root.classicText, file: "f").root?.withoutPlaces == root, "\(text)")
            }
        }
    }
}

extension DocumentNode {
    /// A document as if it had been written and read, tags included.
    init(reread document: Document) {
        switch document {
        case .null: self.init(.null)
        case .bool(let value): self.init(.bool(value))
        case .int(let value): self.init(.int(value))
        case .double(let value): self.init(.double(value))
        case .string(let text), .plain(let text), .block(let text): self.init(.string(text))
        case .sequence(let items): self.init(.sequence(items.map { DocumentNode(reread: $0) }))
        case .mapping(let entries):
            self.init(.mapping(entries.map { Entry(key: DocumentKey($0.key), value: DocumentNode(reread: $0.value)) }))
        case .styled(let style, let inner):
            self.init(reread: inner)
            tag = style.tag ?? tag
        }
    }
}
