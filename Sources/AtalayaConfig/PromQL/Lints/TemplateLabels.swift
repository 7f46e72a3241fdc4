/// The labels that a template of an alert's text names: `{{ $labels.job }}`, `{{ .Labels.job }}`, `{{ index $labels "a.b" }}`.
enum TemplateLabels {
    static func names(in text: String) -> [String] {
        guard text.utf8.contains(UInt8(ascii: "{")) else { return [] }
        let bytes = Array(text.utf8)
        var names: [String] = []
        var isInAction = false
        var index = 0
        while index + 1 < bytes.count {
            switch (bytes[index], bytes[index + 1]) {
            case (UInt8(ascii: "{"), UInt8(ascii: "{")):
                isInAction = true
                index += 2
                continue
            case (UInt8(ascii: "}"), UInt8(ascii: "}")):
                isInAction = false
                index += 2
                continue
            case (UInt8(ascii: "$"), _), (UInt8(ascii: "."), _), (UInt8(ascii: "i"), _):
                guard isInAction else { break }
                if let form = forms.first(where: { bytes[index...].starts(with: $0.prefix) }),
                    let name = name(bytes[(index + form.prefix.count)...], isQuoted: form.isQuoted)
                {
                    names.append(name)
                }
            default: break
            }
            index += 1
        }
        return names
    }

    private static let forms: [(prefix: [UInt8], isQuoted: Bool)] = [
        (Array("$labels.".utf8), false), (Array(".Labels.".utf8), false), (Array("index $labels ".utf8), true),
    ]

    /// The first field of a label, which is text and has none: `a.b` of `{{ $labels.a.b }}`, and at which byte it stands.
    static func fieldOfLabel(in text: String) -> (name: String, offset: Int)? {
        let bytes = Array(text.utf8)
        let start = Array("$labels.".utf8)
        var index = 0
        while index + start.count < bytes.count {
            guard bytes[index] == start[0], bytes[index...].starts(with: start) else {
                index += 1
                continue
            }
            let label = bytes[(index + start.count)...].prefix(while: \.isWord)
            let field = bytes[label.endIndex...].dropFirst().prefix(while: \.isWord)
            if !label.isEmpty, bytes.indices.contains(label.endIndex), bytes[label.endIndex] == UInt8(ascii: "."),
                !field.isEmpty, isInAction(bytes[..<index])
            {
                return (String(decoding: bytes[label.startIndex..<field.endIndex], as: UTF8.self), index)
            }
            index = label.endIndex
        }
        return nil
    }

    /// Whether the last brace before a place is open.
    private static func isInAction(_ before: ArraySlice<UInt8>) -> Bool {
        before.last { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") } == UInt8(ascii: "{")
    }

    private static func name(_ rest: ArraySlice<UInt8>, isQuoted: Bool) -> String? {
        if isQuoted {
            guard let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "`") else { return nil }
            return String(decoding: rest.dropFirst().prefix { $0 != quote }, as: UTF8.self)
        }
        let name = rest.prefix(while: \.isWord)
        return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
    }
}

extension Array where Element: Hashable {
    /// Each element once, in the order of first appearance.
    func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
