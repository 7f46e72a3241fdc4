import AtalayaConfig
import Testing

/// A document as a test compares it: values without lines, columns and the order of keys.
indirect enum PlainValue: Hashable {
    case null, bool(Bool), int(Int64), double(Double), string(String), list([PlainValue]), object([String: PlainValue])

    init(_ node: DocumentNode) {
        switch node.value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .double(let value): self = .double(value)
        case .string(let value): self = .string(value)
        case .sequence(let items): self = .list(items.map(PlainValue.init))
        case .mapping(let entries):
            self = .object(
                Dictionary(entries.map { ($0.key.name, PlainValue($0.value)) }, uniquingKeysWith: { first, _ in first })
            )
        }
    }

    /// What a reader makes of written JSON.
    init(json text: String) throws {
        let reading = JSONDocumentReader.read(text, file: "test.json")
        #expect(reading.diagnostics.isEmpty)
        self.init(try #require(reading.node))
    }

    subscript(key: String) -> PlainValue? {
        guard case .object(let entries) = self else { return nil }
        return entries[key]
    }

    var items: [PlainValue] {
        guard case .list(let items) = self else { return [] }
        return items
    }

    var keys: [String] {
        guard case .object(let entries) = self else { return [] }
        return entries.keys.sorted()
    }

    var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    var int: Int? {
        guard case .int(let value) = self else { return nil }
        return Int(value)
    }
}
