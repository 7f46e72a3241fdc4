import AtalayaConfig

/// A kind of text, other than YAML and JSON documents, that `atalaya check` can judge. Documents are
/// `DocumentChecks.all` of `AtalayaConfig`.
protocol TextCheck: Sendable {
    /// The value of `--kind`.
    var kind: String { get }
    /// What such files are, for the help text.
    var summary: String { get }

    /// Whether a file is of this kind, when nobody said; asked in the order of the list.
    func recognises(_ path: String, _ contents: [UInt8]) -> Bool

    /// Every problem of a file. Never throws: what is wrong with the file is a diagnostic.
    func check(_ contents: [UInt8], file: String) -> [Diagnostic]
}

/// Every kind of file that can be checked: what `--kind`, the help text and the telling of kinds read.
enum FileChecks {
    static let texts: [any TextCheck] = ExpositionCheck.formats

    /// The kind and what it is, in the order of the help text.
    static var kinds: [(name: String, summary: String)] {
        DocumentChecks.all.map { ($0.kind, $0.summary) } + texts.map { ($0.kind, $0.summary) }
    }

    /// Every problem of a file, in the order of the file; nil when nobody knows what kind of file it is.
    ///
    /// - Parameters:
    ///   - kind: One of ``kinds``; nil to tell it from the name and the contents.
    ///   - targets: The versions that the files are for.
    static func diagnostics(_ contents: [UInt8], file: String, kind: String?, targets: Targets) -> [Diagnostic]? {
        let text = texts.first { kind.map($0.kind.elementsEqual) ?? $0.recognises(file, contents) }
        if let text { return text.check(contents, file: file).inFileOrder() }

        guard let source = String(validating: contents, as: UTF8.self) else {
            return kind == nil && !isDocument(file)
                ? nil : [Diagnostic(file: file, rule: "not-utf8", message: "the file is not UTF-8 text")]
        }
        switch self.source(source, file: file, kind: kind) {
        case .known(let check, .text(let text), _): return check.check(text: text, file: file, targets: targets)
        case .known(let check, .document(let node), let diagnostics):
            var found: [Diagnostic]
            if check.readsEveryDocument, !file.hasSuffix(".json") {
                let reading = YAMLDocumentReader.read(source, file: file, readsAll: true)
                let nodes = [reading.node].compactMap { $0 } + reading.following
                found = reading.diagnostics + nodes.flatMap { check.check($0, file: file, targets: targets) }
            } else {
                found = diagnostics + check.check(node, file: file, targets: targets)
            }
            if check is KustomizationCheck {
                found += KustomizationFiles.diagnostics(node, file: file, targets: targets)
            }
            if check is PrometheusCheck { found += IncludedScrapeConfigs.diagnostics(node, file: file) }
            let comments = file.hasSuffix(".json") ? [] : YAMLComment.all(in: source)
            return Suppressions(source, comments: comments).applied(to: found.inFileOrder(), file: file)
        case .unreadable(let diagnostics): return diagnostics
        case .unknown: return nil
        }
    }

    /// A file as its kind looks at it.
    enum Source {
        case known(any DocumentCheck, ComparedFile.Contents, [Diagnostic])
        case unreadable([Diagnostic])
        case unknown
    }

    /// Reads the text of a file, and tells its kind unless that is given.
    static func source(_ source: String, file: String, kind: String?) -> Source {
        // A syntax of its own is told by the text: no YAML begins like one.
        let native = DocumentChecks.all.first {
            (kind == nil || kind == $0.kind) && $0.recognises(text: source)
        }
        if let native { return .known(native, .text(source), []) }
        let reading =
            file.hasSuffix(".json")
            ? JSONDocumentReader.read(source, file: file)
            : YAMLDocumentReader.read(source, file: file, isFirstOfMany: true)
        guard let node = reading.node else {
            return kind == nil && !isDocument(file) ? .unknown : .unreadable(reading.diagnostics)
        }
        var check = kind.map(DocumentChecks.kind) ?? namedCheck(file) ?? DocumentChecks.recognising(node)
        // A part of an object looks like one that lacks things.
        if check is KubernetesCheck, KustomizePatches.contains(file) { check = KustomizePatchCheck() }
        return check.map { .known($0, .document(node), reading.diagnostics) } ?? .unknown
    }

    private static func isDocument(_ file: String) -> Bool {
        [".yml", ".yaml", ".json"].contains { file.hasSuffix($0) }
    }

    /// By its name: with a misspelt key the contents might not tell.
    private static func namedCheck(_ file: String) -> (any DocumentCheck)? {
        let name = file.split(separator: "/").last.map(String.init) ?? file
        if ["atalaya.yml", "atalaya.yaml", "atalaya.json"].contains(name) { return DocumentChecks.kind("stack") }
        return Kustomization.fileNames.contains(name) ? KustomizationCheck() : nil
    }
}
