/// A file that a stack carries along as it is: somebody wrote it before there was a stack, or the stack has no words for
/// it.
///
/// It is rendered below ``path`` with the same values in the same order. Where the stack would render a file of the
/// same path, this one stands in its place.
public struct ImportedFile: Hashable, Sendable {
    public enum Content: Hashable, Sendable {
        /// prometheus.yml of which every key is known and right.
        case prometheus(PrometheusConfiguration)
        case yaml(Document)
        case json(Document)
        /// Fluentd's classic syntax.
        case fluentd(FluentdElement)
        /// Lines that have no tree here.
        case text(String)
    }

    /// Where the file is rendered, below the output directory.
    public var path: String
    public var content: Content

    public init(path: String, content: Content) {
        self.path = path
        self.content = content
    }

    /// - Parameter node: what a reader made of the file; nil for what is neither YAML nor JSON.
    public init(path: String, node: DocumentNode?, text: String) {
        if let node {
            // A file without a value, of comments perhaps, is its text.
            guard node.value != .null else {
                self.init(path: path, content: .text(text))
                return
            }
            if !path.hasSuffix(".json"), let typed = Self.prometheus(node) {
                self.init(path: path, content: .prometheus(typed))
            } else {
                self.init(path: path, content: path.hasSuffix(".json") ? .json(Document(node)) : .yaml(Document(node)))
            }
        } else if let root = FluentdClassicReader.read(text, file: path).root {
            let element = root.withoutPlaces
            // What Fluentd's YAML cannot say has no tree in atalaya.yml either.
            self.init(path: path, content: element.yaml.lost.isEmpty ? .fluentd(element) : .text(text))
        } else {
            self.init(path: path, content: .text(text))
        }
    }

    /// The file as a value; nil unless it is prometheus.yml without a mistake and without unknown keys.
    private static func prometheus(_ node: DocumentNode) -> PrometheusConfiguration? {
        guard PrometheusCheck().recognises(node), node.duplicateKeyDiagnostics(file: "").isEmpty else { return nil }
        let reading = PrometheusConfiguration.read(node, file: "")
        guard !reading.diagnostics.contains(where: { $0.severity == .error }), let typed = reading.section,
            DocumentNode(typed.document()).means(node)
        else { return nil }
        return typed
    }

    /// The file's whole text. YAML and Fluentd say on top what generated them; JSON has no comments, and a text is as
    /// it was.
    public var contents: String {
        switch content {
        case .prometheus(let configuration):
            YAMLWriter.write(configuration.document(), header: [GeneratedHeader.mark])
        case .yaml(let document): YAMLWriter.write(document, header: [GeneratedHeader.mark])
        case .json(let document): JSONWriter.write(document)
        case .fluentd(let element): "# \(GeneratedHeader.mark)\n\n" + element.classicText
        case .text(let text): text
        }
    }

    /// Its entry below `imported` in `atalaya.yml`: one key for the form, with the values below it.
    var document: Document {
        switch content {
        case .prometheus(let configuration): ["prometheus": configuration.document()]
        case .yaml(let document): ["yaml": document]
        case .json(let document): ["json": document]
        case .fluentd(let element): ["fluentd": element.yaml.document]
        case .text(let text): ["text": .block(text)]
        }
    }

    /// An `atalaya.yml` that renders these files and nothing else.
    public static func stackDocument(name: String, files: [ImportedFile]) -> Document {
        let imported = files.map { Document.Entry($0.path, $0.document.afterBlankLine()) }
        return [
            "stack": ["name": .string(name)],
            "imported": Document.mapping(imported).afterBlankLine(),
        ]
    }
}

extension ImportedFile: NamedDecodable {
    private static func typed(_ mapping: MappingDecoder) -> PrometheusConfiguration? {
        guard let node = mapping.tree("prometheus") else { return nil }
        let reading = PrometheusConfiguration.read(node, file: "")
        for problem in reading.diagnostics where problem.severity == .error {
            let place = DocumentNode(.null, line: problem.line, column: problem.column)
            mapping.context.report(
                problem.rule, problem.message, at: place, path: mapping.path + ".prometheus")
        }
        return reading.section
    }

    init?(name: String, from mapping: MappingDecoder) {
        let forms: [(key: String, content: Content?)] = [
            ("prometheus", Self.typed(mapping).map { .prometheus($0) }),
            ("yaml", mapping.tree("yaml").map { .yaml(Document($0)) }),
            ("json", mapping.tree("json").map { .json(Document($0)) }),
            ("fluentd", mapping.tree("fluentd").map { .fluentd(FluentdElement(yaml: $0).withoutPlaces) }),
            ("text", mapping.value("text", as: String.self).map { .text($0) }),
        ]
        let given = forms.filter { $0.content != nil }
        guard given.count == 1, let content = given[0].content else {
            mapping.reportSelf(
                given.isEmpty ? "missing-key" : "exclusive-keys",
                "give the content as one of \(forms.map(\.key).joined(separator: ", "))")
            return nil
        }
        self.init(path: name, content: content)
    }
}
