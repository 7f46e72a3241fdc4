/// An `Accept` or `Accept-Encoding` header taken apart (RFC 9110, sections 12.4.2 and 12.5).
///
/// Lenient as a server should be: an entry that makes no sense is left out, the others stand.
struct AcceptHeader: Sendable {
    struct Entry: Sendable {
        /// Lower case: `text/plain`, `gzip`, `*`.
        var value: String
        /// Names in lower case, values unquoted.
        var parameters: [String: String]
        /// 0…1; 0 means: not this.
        var quality: Double

        /// `*/*` says less than `text/*`, that less than `text/plain`, that less than one with a version or a message.
        var specificity: Int {
            if value == "*" || value == "*/*" { return 0 }
            if value.hasSuffix("/*") { return 1 }
            return parameters["version"] == nil && parameters["proto"] == nil ? 2 : 3
        }
    }

    /// More are ignored; nobody who scrapes has as many wishes.
    static let entriesMax = 64

    /// In the header's order.
    let entries: [Entry]

    init(_ header: String) {
        var entries: [Entry] = []
        for part in Self.split(header, at: ",") where entries.count < Self.entriesMax {
            if let entry = Self.entry(part) { entries.append(entry) }
        }
        self.entries = entries
    }

    /// The acceptable entries, best first. Sorting by an index too keeps it stable.
    var byPreference: [Entry] {
        entries.enumerated().filter { $0.element.quality > 0 }.sorted { left, right in
            if left.element.quality != right.element.quality { return left.element.quality > right.element.quality }
            if left.element.specificity != right.element.specificity {
                return left.element.specificity > right.element.specificity
            }
            return left.offset < right.offset
        }.map(\.element)
    }

    private static func entry(_ text: Substring) -> Entry? {
        var parts = split(text, at: ";").makeIterator()
        guard let value = parts.next().map(trim), !value.isEmpty else { return nil }
        var entry = Entry(value: value.lowercased(), parameters: [:], quality: 1)
        while let part = parts.next() {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = trim(pair[0]).lowercased()
            guard pair.count == 2 else { continue }
            let value = unquote(trim(pair[1]))
            if name == "q" {
                guard let quality = quality(value) else { return nil }
                entry.quality = quality
            } else {
                entry.parameters[name] = value
            }
        }
        return entry
    }

    /// Digits and a point only: `Double` would also take `nan`, `inf` and hexadecimal numbers.
    private static func quality(_ text: String) -> Double? {
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".") }),
            let value = Double(text), value <= 1
        else { return nil }
        return value
    }

    /// Splits at a separator that is not inside quotes.
    private static func split(_ text: some StringProtocol, at separator: Character) -> [Substring] {
        let text = Substring(text)
        var parts: [Substring] = []
        var start = text.startIndex
        var isQuoted = false
        for index in text.indices {
            if text[index] == "\"" { isQuoted.toggle() }
            if text[index] == separator, !isQuoted {
                parts.append(text[start..<index])
                start = text.index(after: index)
            }
        }
        parts.append(text[start...])
        return parts
    }

    private static func trim(_ text: some StringProtocol) -> Substring {
        var text = Substring(text)
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }

    private static func unquote(_ text: Substring) -> String {
        guard text.count >= 2, text.first == "\"", text.last == "\"" else { return String(text) }
        return String(text.dropFirst().dropLast())
    }
}
