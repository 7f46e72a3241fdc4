import AtalayaConfig

/// Reads YAML into the tree that the decoders of `AtalayaConfig` look at, every value with its line and column.
///
/// Plain scalars mean what YAML 1.2 (core schema) says: `yes`, `on` and `1:30` are text, not a boolean, another boolean and ninety
/// seconds in base sixty. Any bytes give a tree or diagnostics, in time and memory that are linear in their number. A syntax
/// error ends the reading (rule `yaml-syntax`); duplicate keys do not (rule `duplicate-key`), so that the other problems of
/// the file are found in the same run.
enum YAMLDocumentReader {
    ///
    /// - Parameter isFirstOfMany: Whether the programs that read such files pass over what follows the first document. It is a
    ///   warning then (rule `yaml-documents`), and an error of syntax otherwise.
    /// - Parameter readsAll: Whether all documents are wanted.
    static func read(
        _ text: String, file: String, limits: DocumentLimits = DocumentLimits(), isFirstOfMany: Bool = false,
        readsAll: Bool = false
    ) -> DocumentReading {
        reading(text, file: file, limits: limits, isFirstOfMany: isFirstOfMany, readsAll: readsAll).reading
    }

    /// What a tree does not keep of a file, so that it cannot be written again from it; nil for nothing.
    static func lost(in text: String, file: String) -> YAMLLoss? {
        reading(text, file: file, limits: DocumentLimits(), isFirstOfMany: true).lost
    }

    private static func reading(
        _ text: String, file: String, limits: DocumentLimits, isFirstOfMany: Bool, readsAll: Bool = false
    ) -> (reading: DocumentReading, lost: YAMLLoss?) {
        func failure(_ error: YAMLSyntaxError) -> (reading: DocumentReading, lost: YAMLLoss?) {
            let problem = Diagnostic(
                file: file, line: error.line, column: error.column, rule: "yaml-syntax", message: error.message)
            return (DocumentReading(node: nil, diagnostics: [problem]), nil)
        }
        guard text.utf8.count <= limits.bytesMax else {
            let message = "the document has \(text.utf8.count) bytes; the limit is \(limits.bytesMax)"
            return failure(YAMLSyntaxError(line: 1, column: 1, message: message))
        }
        do throws(YAMLSyntaxError) {
            var stream = try YAMLTreeBuilder(
                text, depthMax: limits.depthMax, nodesMax: limits.nodesMax(bytes: text.utf8.count))
            var nodes: [DocumentNode] = []
            var isFollowed = false
            while let (line, column) = try stream.nextDocument() {
                guard nodes.isEmpty || readsAll else {
                    throw YAMLSyntaxError(line: line, column: column, message: "a second document; only one is read")
                }
                nodes.append(try stream.root())
                guard isFirstOfMany, !readsAll else { continue }
                // What stands behind the first document may be of any kind.
                isFollowed = (try? stream.nextDocument()) != nil
                break
            }
            guard !nodes.isEmpty else {
                return (DocumentReading(node: DocumentNode(.null, line: 1, column: 1), diagnostics: []), nil)
            }
            var diagnostics = nodes.flatMap { $0.duplicateKeyDiagnostics(file: file) }
            if isFollowed {
                diagnostics.append(
                    Diagnostic(
                        file: file, line: 1, column: 1, rule: "yaml-documents", severity: .warning,
                        message: "only the first document of the file is read"))
            }
            let lost = isFollowed ? YAMLLoss.secondDocument : stream.lost
            let following = Array(nodes.dropFirst())
            return (DocumentReading(node: nodes.first, following: following, diagnostics: diagnostics), lost)
        } catch {
            return failure(error)
        }
    }
}
