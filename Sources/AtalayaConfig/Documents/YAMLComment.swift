/// A comment of a YAML file, which no parser tells.
public struct YAMLComment: Hashable, Sendable {
    /// Counted from 1.
    public var line: Int
    /// What stands behind the `#`, without one space there and without space at the end.
    public var text: String
    /// Whether it is alone on its line.
    public var isAlone: Bool

    public init(line: Int, text: String, isAlone: Bool) {
        self.line = line
        self.text = text
        self.isAlone = isAlone
    }

    /// Every comment of a file that YAML can read, in its order. Linear in the length of the text.
    ///
    /// Quotes and blocks of text are told from the rest by the rules of YAML, far enough that no `#` of a text is taken for
    /// a comment. Of a text that is not YAML, anything may come out; it never traps.
    public static func all(in text: String) -> [YAMLComment] {
        // Most files that programs have written have none.
        guard text.utf8.contains(UInt8(ascii: "#")) else { return [] }
        let bytes = Array(text.utf8)
        var scanner = Scanner()
        var number = 1
        var start = 0
        var index = 0
        while index < bytes.count {
            let length = YAMLLineBreak.length(bytes, at: index)
            index += max(1, length)
            guard length > 0 else { continue }
            scanner.scan(bytes[start..<(index - length)], number: number)
            number += 1
            start = index
        }
        scanner.scan(bytes[start...], number: number)
        return scanner.comments
    }

    private struct Scanner {
        var comments: [YAMLComment] = []
        /// The quote that a text goes on behind, over line breaks.
        private var quote: UInt8?
        /// The indentation of the line that opened a block of text.
        private var block: Int?

        mutating func scan(_ line: ArraySlice<UInt8>, number: Int) {
            let indentation = line.prefix { $0 == UInt8(ascii: " ") }.count
            let isEmpty = line.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            if let open = block {
                if isEmpty || indentation > open { return }
                block = nil
            }
            var index = line.startIndex
            /// Whether a quote here would begin a text.
            var isAtValue = quote == nil
            var before = UInt8(ascii: " ")
            while index < line.endIndex {
                let byte = line[index]
                let next = index + 1
                if let open = quote {
                    if byte == UInt8(ascii: "\\"), open == UInt8(ascii: "\"") {
                        index = next < line.endIndex ? next + 1 : next
                        continue
                    }
                    if byte == open {
                        if open == UInt8(ascii: "'"), next < line.endIndex, line[next] == open {
                            index = next + 1
                            continue
                        }
                        quote = nil
                    }
                    before = byte
                    index = next
                    continue
                }
                switch byte {
                case UInt8(ascii: "#") where Self.isSpace(before):
                    let text = line[next...]
                    let content = text.first == UInt8(ascii: " ") ? text.dropFirst() : text
                    let isAlone = line[..<index].allSatisfy(Self.isSpace)
                    var kept = Substring(String(decoding: content, as: UTF8.self))
                    while let last = kept.last, last.isWhitespace { kept.removeLast() }
                    comments.append(YAMLComment(line: number, text: String(kept), isAlone: isAlone))
                    return openBlock(line[..<index], indentation)
                case UInt8(ascii: "\""), UInt8(ascii: "'"):
                    if isAtValue { quote = byte }
                    isAtValue = false
                case UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "?"):
                    // Signs only where a space follows; else they are of a text.
                    isAtValue =
                        isAtValue && byte != UInt8(ascii: ":")
                        || next < line.endIndex && Self.isSpace(line[next])
                case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","): isAtValue = true
                case UInt8(ascii: "!"), UInt8(ascii: "&"):
                    // A tag or an anchor stands before its value.
                    if isAtValue {
                        while index < line.endIndex, !Self.isSpace(line[index]) { index += 1 }
                        before = byte
                        continue
                    }
                case _ where Self.isSpace(byte): break
                default: isAtValue = false
                }
                before = byte
                index = next
            }
            if quote == nil { openBlock(line[...], indentation) }
        }

        /// Whether the line ends with the sign of a block of text, which then goes on as far as it is indented.
        private mutating func openBlock(_ bytes: ArraySlice<UInt8>, _ indentation: Int) {
            guard Self.endsWithSign(bytes) else { return }
            let line = Substring(String(decoding: bytes, as: UTF8.self))
            var words = line.split(whereSeparator: \.isWhitespace)
            guard let sign = words.popLast(), let first = sign.first, first == "|" || first == ">",
                sign.dropFirst().allSatisfy({ $0 == "+" || $0 == "-" || $0.isNumber }), sign.count <= 3
            else { return }
            while let word = words.last, word.hasPrefix("!") || word.hasPrefix("&") { words.removeLast() }
            guard let word = words.last else { return block = indentation - 1 }
            guard word.hasSuffix(":") || word == "-" else { return }
            // Below `- key: |` the text is indented more than the key, but below `- - |` more than the last dash.
            var column = indentation
            var rest = line.dropFirst(indentation)
            while rest.hasPrefix("- "), !rest.dropFirst(2).allSatisfy({ "|>+-0123456789 ".contains($0) }) {
                let spaces = rest.dropFirst().prefix { $0 == " " }.count
                column += 1 + spaces
                rest = rest.dropFirst(1 + spaces)
            }
            block = column
        }

        /// `|`, `>-`, `|2` at the end; no other line is taken apart.
        private static func endsWithSign(_ line: ArraySlice<UInt8>) -> Bool {
            var end = line.endIndex
            while end > line.startIndex, isSpace(line[end - 1]) { end -= 1 }
            for index in (line.startIndex..<end).reversed().prefix(3) {
                switch line[index] {
                case UInt8(ascii: "|"), UInt8(ascii: ">"): return true
                case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): continue
                default: return false
                }
            }
            return false
        }

        private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    }
}
