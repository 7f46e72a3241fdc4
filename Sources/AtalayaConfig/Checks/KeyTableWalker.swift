/// Holds a document against the tables of its keys: unknown and missing keys, wrong kinds of values, durations and
/// sizes, and keys which the target version does not have yet or has no more.
struct KeyTableWalker {
    let version: TargetVersion
    /// The program's name in messages: "Prometheus".
    let program: String
    private var told: ToldFindings
    var diagnostics: [Diagnostic] { told.diagnostics }
    /// A key from after the newest version that is supported is no mistake of who asked for no version.
    private let newest: TargetVersion

    /// Looking for what was meant takes longer than all the rest; a file with more problems than these is none of ours.
    private static let suggestionsMax = 200

    init(file: String, version: TargetVersion, newest: TargetVersion, program: String) {
        self.newest = newest
        told = ToldFindings(file: file)
        self.version = version
        self.program = program
    }

    mutating func walk(_ node: DocumentNode, as kind: KeyTable.Kind) {
        switch kind {
        case .anything: break
        case .table(let table): walkMapping(node, table: table())
        case .list(let item): walkList(node, of: item)
        case .map(let value): walkMap(node, of: value)
        case .keyed(let form, let value):
            for entry in node.entries ?? [] {
                if let message = form.problem(entry.key.name) { report(form.rule, message, at: entry.key) }
            }
            walkMap(node, of: value)
        case .textOr(let other): if node.entries != nil { walk(node, as: other) } else { walkScalar(node, .text) }
        default: walkScalar(node, kind)
        }
    }

    // MARK: Mappings and lists

    private mutating func walkMapping(_ node: DocumentNode, table: KeyTable) {
        guard let entries = mappingEntries(node) else { return }
        for entry in entries {
            guard let key = table.key(entry.key.name) else {
                // The list of all keys would be too long to help.
                let suggestion =
                    told.count < Self.suggestionsMax
                    ? Spelling.nearest(to: entry.key.name, in: table.keys.map(\.name)).map {
                        "; did you mean '\($0)'?"
                    } : nil
                report(
                    "unknown-key", "unknown key '\(entry.key.name)' in \(table.name)\(suggestion ?? "")", at: entry.key)
                continue
            }
            if let since = key.since, version < since {
                report(
                    "key-newer-than-target", "'\(key.name)' needs \(program) \(since); the target is \(version)",
                    at: entry.key, severity: version < newest ? .error : .warning)
            }
            if let removed = key.removed, version >= removed {
                report(
                    "key-removed", "'\(key.name)' is gone since \(program) \(removed); the target is \(version)",
                    at: entry.key)
            }
            // A key without a value is the default, everywhere but in lists.
            if entry.value.value != .null { walk(entry.value, as: key.kind) }
        }
        for key in table.keys where key.isRequired {
            guard let value = node[key.name], value.value != .null else {
                report("missing-key", "\(table.name) lacks '\(key.name)'", at: node)
                continue
            }
            if value.value == .string("") || value.items?.isEmpty ?? false {
                report("missing-key", "the '\(key.name)' of \(table.name) is empty", at: value)
            }
        }
        for constraint in table.constraints { hold(node, to: constraint, of: table) }
    }

    private mutating func hold(_ node: DocumentNode, to constraint: KeyTable.Constraint, of table: KeyTable) {
        func names(_ keys: [String], _ word: String) -> String {
            keys.map { "'\($0)'" }.joined(separator: " \(word) ")
        }
        switch constraint {
        case .atMostOne(let keys):
            let used = (node.entries ?? []).map(\.key).filter { keys.contains($0.name) && node.isSet($0.name) }
            guard used.count > 1, let last = used.last else { return }
            report("exclusive-keys", "give one of \(names(used.map(\.name), "and")), not both", at: last)
        case .atLeastOne(let keys):
            guard !keys.contains(where: node.isSet) else { return }
            report("missing-key", "\(table.name) lacks \(names(keys, "or"))", at: node)
        case .requires(let key, let others):
            guard node.isSet(key), !others.contains(where: node.isSet) else { return }
            report("missing-key", "with '\(key)', \(table.name) needs \(names(others, "or"))", at: node)
        case .rule(let rule, let find):
            for finding in find(node) { report(rule, finding.message, line: finding.line, column: finding.column) }
        }
    }

    private mutating func walkMap(_ node: DocumentNode, of value: KeyTable.Kind) {
        guard let entries = mappingEntries(node) else { return }
        for entry in entries { walk(entry.value, as: value) }
    }

    private mutating func mappingEntries(_ node: DocumentNode) -> [DocumentNode.Entry]? {
        if node.value == .null { return [] }
        if node.entries == nil { reportKind("a mapping", at: node) }
        return node.entries
    }

    private mutating func walkList(_ node: DocumentNode, of kind: KeyTable.Kind) {
        guard let items = node.items else { return reportKind("a list", at: node) }
        for item in items {
            if item.value == .null {
                report("null-item", "an item of the list is empty; remove the dash or write the item", at: item)
            } else {
                walk(item, as: kind)
            }
        }
    }

    // MARK: Scalars

    private mutating func walkScalar(_ node: DocumentNode, _ kind: KeyTable.Kind) {
        switch kind {
        case .text:
            // Go reads any scalar as text.
            if node.items != nil || node.entries != nil { reportKind("text", at: node) }
        case .string(let form): walkString(node, form)
        case .bool:
            // The readers in Go know the words of YAML 1.1 too.
            guard Bool.value(of: node) == nil else { break }
            let words = ["yes", "no", "on", "off", "y", "n"]
            if node.layout != .plain || !words.contains(node.string?.lowercased() ?? "") {
                reportKind("true or false", at: node)
            }
        case .int: if wholeNumber(node) == nil { reportKind("a whole number", at: node) }
        case .natural: if wholeNumber(node) ?? -1 < 0 { reportKind("a whole number, not negative", at: node) }
        case .number: if Double.value(of: node) == nil { reportKind("a number", at: node) }
        case .duration: walkValue(node, PrometheusDuration.self)
        case .size: if node.value != .int(0) { walkValue(node, ByteSize.self) }
        case .choice(let choices):
            guard let text = node.string else {
                return reportKind("one of \(choices.joined(separator: ", "))", at: node)
            }
            if !choices.contains(text) {
                report("invalid-choice", Spelling.unknown("value", text, known: choices), at: node)
            }
        case .form(let form):
            guard let text = node.string ?? node.text else {
                if node.items != nil || node.entries != nil { reportKind("text", at: node) }
                return
            }
            if let message = form.problem(text) { report(form.rule, message, at: node) }
        case .anything, .table, .list, .map, .keyed, .textOr: break
        }
    }

    private mutating func walkString(_ node: DocumentNode, _ form: TextForm?) {
        // For readers of YAML 1.1 these are no text.
        let isWord =
            node.layout == .plain
            && ["yes", "no", "on", "off", "y", "n"].contains(node.string?.lowercased() ?? "")
        guard let text = node.string, !isWord else {
            if node.items != nil || node.entries != nil { return reportKind("text", at: node) }
            return report(
                "wrong-type", "expected text, found \(isWord ? "true or false" : node.kindName); quote it", at: node)
        }
        if let form, let message = form.problem(text) { report(form.rule, message, at: node) }
    }

    /// `1e6` is one to Go.
    private func wholeNumber(_ node: DocumentNode) -> Int64? {
        switch node.value {
        case .int(let value): value
        case .double(let value): Int64(exactly: value)
        default: nil
        }
    }

    private mutating func walkValue<T: ScalarDecodable>(_ node: DocumentNode, _ type: T.Type) {
        do throws(ConfigError) {
            if try T.value(of: node) == nil { reportKind(T.expectation, at: node) }
        } catch {
            report(error.code.description, error.message, at: node)
        }
    }

    // MARK: Reports

    private mutating func reportKind(_ expected: String, at node: DocumentNode) {
        report("wrong-type", "expected \(expected), found \(node.kindName)", at: node)
    }

    private mutating func report(_ rule: String, _ message: String, at node: DocumentNode) {
        report(rule, message, line: node.line, column: node.column)
    }

    private mutating func report(
        _ rule: String, _ message: String, at key: DocumentKey, severity: Diagnostic.Severity = .error
    ) {
        report(rule, message, line: key.line, column: key.column, severity: severity)
    }

    private mutating func report(
        _ rule: String, _ message: String, line: Int, column: Int, severity: Diagnostic.Severity = .error
    ) {
        told.add(rule, severity, line: line, column: column, message)
    }
}
