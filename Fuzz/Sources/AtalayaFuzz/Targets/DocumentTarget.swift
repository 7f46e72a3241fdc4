import AtalayaConfig

/// Configuration documents: what is read must be written, and read back as the same.
struct DocumentTarget: FuzzTarget {
    let name = "document"

    let seeds = words([
        #"{"stack": {"name": "orchestrator", "labels": {"cluster": "main"}}, "targets": {"prometheus": "3.13"}}"#,
        #"{"a": [1, -2.5e10, true, false, null, "x\n\"\\\u00e9\ud83d\ude00"], "b": {}, "c": [], "a": 1}"#,
        "[9223372036854775807, -9223372036854775808, 18446744073709551616, 1e308, 5e-324, 0.1]",
        #""just text""#,
        "\u{feff}{ \"services\" : {\n\t\"api\": {\"logs\": {\"path\": \"/var/log/*.log\"}}}}\r\n",
    ])

    let dictionary = words([
        "{", "}", "[", "]", ",", ":", "null", "true", "false", "\"", "\\u", "\\ud83d", "\\udc00", "1e999", "-0",
        "\u{feff}",
        "\"yes\"", "\"~\"", "\"- a\"", "\"# b\"", "\"!tag\"", "\"&a\"", "\"*a\"", "\"1:30\"", "\"|\"", "\" \"",
    ])

    func run(_ input: [UInt8]) throws(FuzzFailure) {
        let reading = JSONDocumentReader.read(input, file: "input.json")
        try require(reading.node != nil || !reading.diagnostics.isEmpty, "neither a tree nor a problem")
        guard let node = reading.node else { return }
        let document = Self.document(node)
        _ = YAMLWriter.write(document)
        let written = JSONWriter.write(document)
        guard let again = JSONDocumentReader.read(written, file: "again.json").node else {
            throw FuzzFailure("what was written cannot be read: \(written.prefix(200))")
        }
        try require(Self.document(again) == document, "came back different: \(written.prefix(200))")
    }

    /// The tree without its positions.
    private static func document(_ node: DocumentNode) -> Document {
        switch node.value {
        case .null: .null
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .double(let value): .double(value)
        case .string(let text): .string(text)
        case .sequence(let items): .sequence(items.map(document))
        case .mapping(let entries): .mapping(entries.map { Document.Entry($0.key.name, document($0.value)) })
        }
    }
}
