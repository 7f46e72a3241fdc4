import AtalayaConfig
import Testing

@Suite("Imported files")
struct ImportedFileTests {
    private static func node(_ json: String) throws -> DocumentNode {
        try #require(JSONDocumentReader.read(json, file: "test.json").node)
    }

    /// The files that an `atalaya.yml` with these imported files renders.
    private static func render(_ files: [ImportedFile]) throws -> [RenderedFile] {
        let stack = JSONWriter.write(ImportedFile.stackDocument(name: "imported", files: files))
        let reading = Stack.decode(try node(stack), file: "atalaya.json")
        #expect(reading.diagnostics.isEmpty)
        return Renderers.render(try #require(reading.validated))
    }

    private static let dashboard = """
        {"title": "T", "panels": [{"id": 1, "ours": {"a": [1.50, -0.0, 1e-9, null, true, "", "no", "a\\nb\\n", " x"]}}]}
        """

    @Test("A file comes out as it went in: values, order, unknown keys, and numbers as they were written")
    func json() throws {
        let file = ImportedFile(path: "boards/t.json", node: try Self.node(Self.dashboard), text: "")
        let rendered = try Self.render([file])
        #expect(rendered.map(\.path) == ["boards/t.json"])
        #expect(Document(try Self.node(rendered[0].contents)) == Document(try Self.node(Self.dashboard)))
        #expect(rendered[0].contents.contains("1.50"))
    }

    @Test("Importing what was rendered gives the same import")
    func idempotent() throws {
        let file = ImportedFile(path: "boards/t.json", node: try Self.node(Self.dashboard), text: "")
        let again = ImportedFile(
            path: "boards/t.json", node: try Self.node(try Self.render([file])[0].contents), text: "")
        #expect(again == file)
    }

    @Test("A file without a value comes back as its text", arguments: ["", "# nothing yet\n"])
    func empty(text: String) throws {
        let file = ImportedFile(path: "rules.yml", node: DocumentNode(.null), text: text)
        #expect(try Self.render([file]).map(\.contents) == [text])
    }

    @Test(
        "Fluentd's classic syntax comes back as the same sections",
        arguments: [
            "<source>\n  @type forward\n  port 24224\n</source>\n<match a.** b>\n  @type file\n  <buffer tag,time>\n    timekey 1h\n  </buffer>\n</match>\n",
            // Fluentd's YAML cannot say these: they stay text.
            "<match **>\n  @type copy\n  <store a>\n  </store>\n  <store b>\n  </store>\n</match>\n",
        ])
    func fluentd(text: String) throws {
        let file = ImportedFile(path: "fluent.conf", node: nil, text: text)
        let rendered = try Self.render([file])[0].contents
        let before = try #require(FluentdClassicReader.read(text, file: "").root)
        let after = try #require(FluentdClassicReader.read(rendered, file: "").root)
        #expect(after.withoutPlaces == before.withoutPlaces)
        #expect(ImportedFile(path: "fluent.conf", node: nil, text: rendered) == file)
    }

    @Test("Beside services, an imported file stands in the place of the generated one")
    func replaces() throws {
        var stack = try SampleStack.make()
        let usual = Renderers.render(try #require(stack.validate().validated))
        stack.imported = [
            ImportedFile(path: "monitoring/prometheus.yml", content: .yaml(["global": [:]])),
            ImportedFile(path: "own/notes.txt", content: .text("mine\n")),
        ]
        let files = Renderers.render(try #require(stack.validate().validated))
        #expect(files.map(\.path) == (usual.map(\.path) + ["own/notes.txt"]).sorted())
        #expect(files.first { $0.path == "monitoring/prometheus.yml" }?.contents.contains("global: {}") == true)
    }

    @Test(
        "A path that leaves the output directory is refused",
        arguments: ["../x.yml", "/etc/x.yml", "a//b.yml", "", "./x.yml", "a/.."])
    func paths(path: String) throws {
        var stack = try SampleStack.make()
        stack.imported = [ImportedFile(path: path, content: .text(""))]
        #expect(stack.validate().diagnostics.map(\.rule) == ["imported-path"])
    }

    @Test(
        "An entry gives its content in one form",
        arguments: [
            ("{}", "missing-key"), (#"{"yaml": {}, "text": "x"}"#, "exclusive-keys"), (#"{"toml": {}}"#, "unknown-key"),
        ])
    func forms(entry: String, rule: String) throws {
        let reading = Stack.decode(
            try Self.node(#"{"stack": {"name": "x"}, "imported": {"a.yml": \#(entry)}}"#), file: "atalaya.json")
        #expect(reading.diagnostics.contains { $0.rule == rule && $0.line == 1 })
        #expect(reading.validated == nil)
    }
}
