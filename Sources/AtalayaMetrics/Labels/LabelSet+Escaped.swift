extension LabelSet {
    /// The labels of an escaped text of our own: what ``escaped`` of an equal set is.
    ///
    /// A scrape needs the text and nothing else, so a metric keeps only that of its series. Who asks for label sets, few
    /// formats and no hot path, gets them made anew.
    init(escaped text: ArraySlice<UInt8>) {
        var reader = EscapedReader(rest: text)
        var pairs: [Pair] = []
        while !reader.rest.isEmpty {
            let name = reader.name()
            reader.skip()
            pairs.append(Pair(name: name, value: reader.quoted()))
            reader.skip()
        }
        self.init(sorted: pairs)
    }
}

/// Walks through escaped labels, the inverse of ``TextEscaping``. It reads what this module wrote, so nothing is wrong.
private struct EscapedReader {
    private(set) var rest: ArraySlice<UInt8>

    init(rest: ArraySlice<UInt8>) {
        self.rest = rest
    }

    /// Goes on behind an equals sign or a comma.
    mutating func skip() {
        rest = rest.dropFirst()
    }

    /// A name, in quotes if not every reader knows it.
    mutating func name() -> String {
        if rest.first == UInt8(ascii: "\"") { return quoted() }
        let end = rest.firstIndex(of: UInt8(ascii: "=")) ?? rest.endIndex
        defer { rest = rest[end...] }
        return String(decoding: rest[..<end], as: UTF8.self)
    }

    /// What is in quotes, unescaped.
    mutating func quoted() -> String {
        skip()
        var text: [UInt8] = []
        while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
            guard byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() else {
                text.append(byte)
                continue
            }
            text.append(escaped == UInt8(ascii: "n") ? UInt8(ascii: "\n") : escaped)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
