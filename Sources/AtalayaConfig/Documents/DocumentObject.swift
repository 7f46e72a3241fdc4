/// A mapping that was read and is written again: every entry in its place, known or not, until somebody changes it.
///
/// Typed models of formats that others write stand on it: a property reads and sets one key, and what nobody asks for
/// stays as it was. A key that is absent, one that is `null` and one with a value are three different things.
public struct DocumentObject: Hashable, Sendable {
    public var entries: [Document.Entry]

    public init(_ entries: [Document.Entry] = []) { self.entries = entries }

    /// Nil unless the document is a mapping.
    public init?(_ document: Document?) {
        guard let document, case .mapping(let entries) = document.unwrapped.core else { return nil }
        self.entries = entries
    }

    public var document: Document { .mapping(entries) }
    public var keys: [String] { entries.map(\.key) }

    /// The value of a key; of a key that stands twice, the first. Nil removes it, a new key goes to the end.
    public subscript(key: String) -> Document? {
        get { entries.first { $0.key == key }?.value }
        set {
            guard let index = entries.firstIndex(where: { $0.key == key }) else {
                if let newValue { entries.append(.init(key, newValue)) }
                return
            }
            if let newValue { entries[index].value = newValue } else { entries.remove(at: index) }
        }
    }

    /// Setting what is read there changes nothing: a value of another kind, which reads as nil, stays.
    public subscript(text key: String) -> String? {
        get { self[key]?.text }
        set { if newValue != self[text: key] { self[key] = newValue.map(Document.string) } }
    }

    public subscript(bool key: String) -> Bool? {
        get { self[key]?.bool }
        set { if newValue != self[bool: key] { self[key] = newValue.map(Document.bool) } }
    }

    public subscript(int key: String) -> Int? {
        get { self[key]?.int }
        set { if newValue != self[int: key] { self[key] = newValue.map { .int(Int64($0)) } } }
    }

    public subscript(object key: String) -> DocumentObject? {
        get { DocumentObject(self[key]) }
        set { self[key] = newValue?.document }
    }

    /// The items of a list; nil where there is no list.
    public subscript(items key: String) -> [Document]? {
        get { self[key]?.items }
        set { self[key] = newValue.map(Document.sequence) }
    }

    /// The value of a key, nil for `null`. The key is gone afterwards: what is left in the end was asked for by nobody.
    public mutating func take(_ key: String) -> Document? {
        guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
        let value = entries.remove(at: index).value
        guard !value.isNull else { return nil }
        return value
    }
}

extension Document {
    /// The words of a text; nil for anything else. A bare word counts, a number does not.
    public var text: String? {
        switch unwrapped.core {
        case .string(let text), .block(let text): text
        case .plain(let text): Double(text) == nil ? text : nil
        default: nil
        }
    }

    public var bool: Bool? {
        guard case .bool(let value) = unwrapped.core else { return nil }
        return value
    }

    public var int: Int? {
        switch unwrapped.core {
        case .int(let value): Int(exactly: value)
        case .plain(let text): Int(text)
        default: nil
        }
    }

    public var items: [Document]? {
        guard case .sequence(let items) = unwrapped.core else { return nil }
        return items
    }

    /// Whether nothing is there: a key that is `null`.
    public var isNull: Bool {
        if case .null = unwrapped.core { true } else { false }
    }

    /// Whether it says nothing: `null`, an empty text, list or mapping.
    var saysNothing: Bool {
        switch unwrapped.core {
        case .null: true
        case .string(let text): text.isEmpty
        case .sequence(let items): items.isEmpty
        case .mapping(let entries): entries.isEmpty
        default: false
        }
    }

    /// A document as it was read, without the places. Numbers keep the text they were written with.
    public init(_ node: DocumentNode) {
        switch node.value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = node.text.map(Document.plain) ?? .int(value)
        case .double(let value): self = node.text.map(Document.plain) ?? .double(value)
        case .string(let text):
            // Older readers take some words for more than text where they have no quotes.
            let isWord = node.layout == .plain && YAMLScalar.text(text, in: .block) != text
            self = text.utf8.contains(UInt8(ascii: "\n")) ? .block(text) : isWord ? .plain(text) : .string(text)
        case .sequence(let items): self = .sequence(items.map { Document($0) })
        case .mapping(let entries): self = .mapping(entries.map { Entry($0.key.name, Document($0.value)) })
        }
        if let tag = node.tag { self = tagged(tag) }
    }
}
