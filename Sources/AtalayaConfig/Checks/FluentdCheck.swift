/// Fluentd's configuration, classic and in YAML. What a dry run of Fluentd passes over in silence is what these rules
/// look at.
///
/// An error is what Fluentd refuses or reads as something else than is written; a warning is what it reports in its log
/// and ignores.
public struct FluentdCheck: DocumentCheck {
    public let kind = "fluentd"
    public let summary = "Fluentd's configuration (classic and YAML)"

    public init() {}

    public var rules: [CheckRule] { Self.own.map(\.rule) }

    public func recognises(_ node: DocumentNode) -> Bool {
        guard let items = node["config"]?.items else { return false }
        return items.contains { item in
            item.entries?.first.map { FluentdReading.directives.contains($0.key.name) } ?? false
        }
    }

    public func check(_ node: DocumentNode, file: String, targets: Targets) -> [Diagnostic] {
        let found = diagnostics(FluentdReading(yaml: node), file: file, targets: targets)
        return (node.duplicateKeyDiagnostics(file: file) + found).inFileOrder()
    }

    public func recognises(text: String) -> Bool { FluentdClassicReader.recognises(text) }

    public func check(text: String, file: String, targets: Targets) -> [Diagnostic] {
        let reading = FluentdClassicReader.read(text, file: file)
        guard let root = reading.root else { return reading.diagnostics }
        return diagnostics(FluentdReading(classic: root), file: file, targets: targets).inFileOrder()
    }

    private func diagnostics(_ reading: FluentdReading, file: String, targets: Targets) -> [Diagnostic] {
        Self.own.flatMap { $0.diagnostics(reading, file: file, targets: targets) }
    }

    private static let own =
        FluentdFileRules.all + FluentdParameterRules.all + FluentdRoutingRules.all + FluentdBufferRules.all
}

/// A configuration of Fluentd as the rules look at it.
struct FluentdReading {
    /// The document of YAML; nil for the classic syntax.
    let document: DocumentNode?
    let root: FluentdElement
    /// Every section that is a plugin, with the kind of plugin it is.
    let plugins: [(kind: String, element: FluentdElement)]
    /// Every section of a plugin that is known, and what it may have in it.
    let sections: [(element: FluentdElement, known: FluentdPluginTable.Section)]
    /// The root, and the labels and workers inside of it: places where matches stand.
    let routings: [FluentdElement]
    /// Whether another file brings in what this one lacks.
    let hasIncludes: Bool

    static let directives = ["source", "filter", "match", "label", "worker"]

    init(yaml document: DocumentNode) { self.init(FluentdElement(yaml: document), document: document) }

    init(classic root: FluentdElement) { self.init(root, document: nil) }

    private init(_ root: FluentdElement, document: DocumentNode?) {
        self.root = root
        self.document = document
        hasIncludes = root.all.contains { $0.name == FluentdElement.includeName }
        let routings = Self.routings(of: root)
        let plugins = routings.flatMap { routing in
            routing.elements.filter { ["source", "filter", "match"].contains($0.name) }.flatMap(Self.plugins)
        }
        let system = root.elements("system").map { (element: $0, known: FluentdPluginTable.known.system) }
        let known = plugins.compactMap { kind, element in
            FluentdPluginTable.known.plugin(kind, element.type).map { (element: element, known: $0) }
        }
        (self.routings, self.plugins, sections) = (routings, plugins, (system + known).flatMap(Self.sections))
    }

    private static func routings(of element: FluentdElement) -> [FluentdElement] {
        [element] + (element.elements("label") + element.elements("worker")).flatMap(routings)
    }

    private static let innerKinds: Set<String> = ["store", "buffer", "parse", "format", "secondary"]

    /// A directive and the plugins inside of it.
    private static func plugins(_ element: FluentdElement) -> [(kind: String, element: FluentdElement)] {
        let kind = element.name == "secondary" ? "match" : element.name
        return [(kind, element)]
            + element.elements.filter { innerKinds.contains($0.name) }.flatMap(plugins)
    }

    /// A section, and those inside of it that its plugin describes itself.
    private static func sections(_ element: FluentdElement, _ known: FluentdPluginTable.Section) -> [(
        element: FluentdElement, known: FluentdPluginTable.Section
    )] {
        [(element, known)]
            + element.elements.flatMap { inner -> [(element: FluentdElement, known: FluentdPluginTable.Section)] in
                guard let known = known.sections[inner.name], !known.isEmpty else { return [] }
                return sections(inner, known)
            }
    }
}

extension CheckFinding {
    init(_ element: FluentdElement, _ message: String) {
        (line, column) = (element.line, element.column)
        self.message = message
    }

    init(_ parameter: FluentdElement.Parameter, _ message: String) {
        (line, column) = (parameter.line, parameter.column)
        self.message = message
    }

    init(_ value: FluentdText, _ message: String) {
        (line, column) = (value.line, value.column)
        self.message = message
    }
}
