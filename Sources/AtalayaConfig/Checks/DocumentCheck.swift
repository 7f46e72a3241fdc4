/// Judges one kind of configuration file: what `atalaya check` does with it.
///
/// A new kind is one file and one line in `DocumentChecks.all`.
public protocol DocumentCheck: Sendable {
    /// The value of `--kind`: "prometheus".
    var kind: String { get }
    /// What such files are, for the help text.
    var summary: String { get }
    /// The rules it holds files against, besides syntax; for documentation.
    var rules: [CheckRule] { get }

    /// Whether programs read all documents of such a file, and not only the first.
    var readsEveryDocument: Bool { get }

    /// Whether a document is of this kind, when nobody said; by the keys it has, not by its name.
    func recognises(_ node: DocumentNode) -> Bool

    /// Whether a text is of this kind in a syntax of its own, neither YAML nor JSON.
    func recognises(text: String) -> Bool

    /// Every problem of a file in a syntax of the kind's own; the same promises as for documents.
    func check(text: String, file: String, targets: Targets) -> [Diagnostic]

    /// The expressions of PromQL in a document, each where it stands.
    func expressions(_ node: DocumentNode, targets: Targets) -> [PlacedExpression]

    /// Every problem of a document, in the order of the file. Never throws and never traps, whatever the document is.
    func check(_ node: DocumentNode, file: String, targets: Targets) -> [Diagnostic]
}

/// The kinds of documents that can be checked. The order is that in which an unknown file is asked about.
public enum DocumentChecks {
    public static let all: [any DocumentCheck] = [
        StackDocumentCheck(),
        AlertmanagerCheck(),
        RuleTestsCheck(),
        RulesCheck(),
        PrometheusCheck(),
        PrometheusCheck(isAgent: true),
        TargetsCheck(),
        WebConfigCheck(),
        TemplatesCheck(),
        DashboardCheck(),
        GrafanaProvisioningCheck(),
        FluentdCheck(),
        ComposeCheck(),
        KustomizationCheck(),
        KubernetesCheck(),
        KustomizePatchCheck(),
    ]

    public static func kind(_ name: String) -> (any DocumentCheck)? {
        all.first { $0.kind == name }
    }

    public static func recognising(_ node: DocumentNode) -> (any DocumentCheck)? {
        all.first { $0.recognises(node) }
    }
}

/// One rule of the rule book.
public struct CheckRule: Sendable {
    /// Stable, in kebab case; the `rule` of its diagnostics.
    public let id: String
    /// What the rule asks for and why, in one sentence.
    public let explanation: String
    public let severity: Diagnostic.Severity
    let find: Find

    enum Find: Sendable {
        case document(@Sendable (_ root: DocumentNode, _ targets: Targets) -> [CheckFinding])
        /// Looks at each of the document's expressions.
        case expression(PromQLRule)
        /// Looked for by the check of the kind itself, in its own reading of the document.
        case reading
    }

    init(
        _ id: String,
        _ explanation: String,
        severity: Diagnostic.Severity = .error,
        find: @escaping @Sendable (_ root: DocumentNode, _ targets: Targets) -> [CheckFinding]
    ) {
        self.id = id
        self.explanation = explanation
        self.severity = severity
        self.find = .document(find)
    }

    /// A rule whose breaches the check of the kind finds: the rule of a ``ReadingRule``.
    init(_ id: String, _ explanation: String, severity: Diagnostic.Severity) {
        self.id = id
        self.explanation = explanation
        self.severity = severity
        find = .reading
    }

    init(_ rule: PromQLRule) {
        id = rule.id
        explanation = rule.explanation
        severity = rule.severity
        find = .expression(rule)
    }
}

/// An expression and the node of the document whose text it is.
public struct PlacedExpression: Sendable {
    public var node: DocumentNode
    public var checked: CheckedExpression

    public init(_ node: DocumentNode, _ checked: CheckedExpression) {
        self.node = node
        self.checked = checked
    }
}

/// Where a rule is broken, and what is wrong there.
struct CheckFinding {
    var line: Int
    var column: Int
    var message: String

    init(_ expression: PlacedExpression, _ finding: PromQLFinding) {
        (line, column) = expression.node.position(ofByte: finding.place.start)
        message = finding.message
    }

    init(line: Int, column: Int, message: String) {
        (self.line, self.column, self.message) = (line, column, message)
    }

    init(_ node: DocumentNode, _ message: String) {
        (line, column) = (node.line, node.column)
        self.message = message
    }

    /// At a byte of the node's text, where its layout in the file is known.
    init(_ node: DocumentNode, atByte offset: Int, _ message: String) {
        (line, column) = node.position(ofByte: offset)
        self.message = message
    }

    init(_ key: DocumentKey, _ message: String) {
        (line, column) = (key.line, key.column)
        self.message = message
    }
}

extension DocumentCheck {
    /// The problems by the tables of keys, then those by the rules.
    func diagnostics(
        _ node: DocumentNode,
        table: KeyTable,
        version: TargetVersion,
        program: String,
        file: String,
        targets: Targets
    ) -> [Diagnostic] {
        let newest = program == "Alertmanager" ? Targets().alertmanager : Targets().prometheus
        var walker = KeyTableWalker(file: file, version: version, newest: newest, program: program)
        walker.walk(node, as: .table { table })
        return (walker.diagnostics + diagnostics(node, file: file, targets: targets)).inFileOrder()
    }

    /// The problems by the tables of keys, by the rules, and by those that look at a reading of the document.
    func diagnostics<Reading>(
        _ node: DocumentNode,
        table: KeyTable,
        version: TargetVersion,
        program: String,
        file: String,
        targets: Targets,
        reading: Reading,
        by rules: [ReadingRule<Reading>]
    ) -> [Diagnostic] {
        let others = diagnostics(
            node, table: table, version: version, program: program, file: file, targets: targets)
        return (others + rules.flatMap { $0.diagnostics(reading, file: file, targets: targets) }).inFileOrder()
    }

    /// The problems by the rules alone, for kinds without a table of keys.
    func diagnostics(_ node: DocumentNode, file: String, targets: Targets) -> [Diagnostic] {
        var told = ToldFindings(file: file)
        var expressionRules: [PromQLRule] = []
        for rule in rules {
            switch rule.find {
            case .document(let find): told.add(find(node, targets), of: rule)
            case .expression(let rule): expressionRules.append(rule)
            case .reading: break
            }
        }
        let prepared = PromQLRules.Prepared(expressionRules)
        if !prepared.isEmpty {
            for expression in expressions(node, targets: targets) {
                for (rule, finding) in prepared.findings(in: expression.checked) {
                    told.add(finding, of: rule, in: expression)
                }
            }
        }
        return (node.duplicateKeyDiagnostics(file: file) + told.diagnostics).inFileOrder()
    }

    public func expressions(_ node: DocumentNode, targets: Targets) -> [PlacedExpression] { [] }
    public var readsEveryDocument: Bool { false }
    public func recognises(text: String) -> Bool { false }
    public func check(text: String, file: String, targets: Targets) -> [Diagnostic] { [] }
}

/// `atalaya.yml`, with all of its profiles.
struct StackDocumentCheck: DocumentCheck {
    let kind = "stack"
    let summary = "atalaya.yml, with all of its profiles"
    let rules: [CheckRule] = []

    func recognises(_ node: DocumentNode) -> Bool {
        node["stack"] != nil
    }

    func check(_ node: DocumentNode, file: String, targets: Targets) -> [Diagnostic] {
        Stack.decode(node, file: file).diagnostics
    }
}
