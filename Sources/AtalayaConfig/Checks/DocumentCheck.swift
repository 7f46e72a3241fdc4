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

    /// Whether a document is of this kind, when nobody said; by the keys it has, not by its name.
    func recognises(_ node: DocumentNode) -> Bool

    /// Every problem of a document, in the order of the file. Never throws and never traps, whatever the document is.
    func check(_ node: DocumentNode, file: String, targets: Targets) -> [Diagnostic]
}

/// The kinds of documents that can be checked. The order is that in which an unknown file is asked about.
public enum DocumentChecks {
    public static let all: [any DocumentCheck] = [
        StackDocumentCheck(),
        AlertmanagerCheck(),
        RulesCheck(),
        PrometheusCheck(),
        DashboardCheck(),
        GrafanaProvisioningCheck(),
        FluentdCheck(),
        ComposeCheck(),
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
    let find: @Sendable (_ root: DocumentNode, _ targets: Targets) -> [CheckFinding]

    init(
        _ id: String,
        _ explanation: String,
        severity: Diagnostic.Severity = .error,
        find: @escaping @Sendable (_ root: DocumentNode, _ targets: Targets) -> [CheckFinding]
    ) {
        self.id = id
        self.explanation = explanation
        self.severity = severity
        self.find = find
    }
}

/// Where a rule is broken, and what is wrong there.
struct CheckFinding {
    var line: Int
    var column: Int
    var message: String

    init(_ node: DocumentNode, _ message: String) {
        (line, column) = (node.line, node.column)
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
        var walker = KeyTableWalker(file: file, version: version, program: program)
        walker.walk(node, as: .table { table })
        let found = rules.flatMap { rule in
            rule.find(node, targets).map {
                Diagnostic(
                    file: file, line: $0.line, column: $0.column, rule: rule.id, severity: rule.severity,
                    message: $0.message)
            }
        }
        return (node.duplicateKeyDiagnostics(file: file) + walker.diagnostics + found).inFileOrder()
    }
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
