/// Reads a value of Fluentd's classic syntax by Fluentd's own rules, written anew; the independent half of the tests of
/// the writer.
struct IndependentFluentdReader {
    enum Value: Hashable {
        case text(String)
        /// Starts with `[` or `{`: what is inside is JSON, and the text is kept as it is.
        case json(String)
        /// Fluentd would evaluate Ruby.
        case ruby
        case error
    }

    static func value(_ line: String) -> Value {
        var rest = Substring(line).drop { $0 == " " || $0 == "\t" }
        guard let first = rest.unicodeScalars.first else { return .text("") }
        switch first {
        case "[", "{": return rest.contains("#{") ? .ruby : .json(String(rest))
        case "\"":
            rest.unicodeScalars.removeFirst()
            return doubleQuoted(rest.unicodeScalars)
        case "'":
            rest.unicodeScalars.removeFirst()
            return singleQuoted(rest.unicodeScalars)
        default:
            // A line break ends it, and so does a space with a hash behind it.
            if rest.unicodeScalars.contains(where: { $0 == "\n" || $0 == "\r" }) { return .error }
            if let comment = rest.firstRange(of: /\s+#/) { rest = rest[..<comment.lowerBound] }
            while rest.last == " " || rest.last == "\t" { rest.removeLast() }
            return .text(String(rest))
        }
    }

    private static func singleQuoted(_ scalars: Substring.UnicodeScalarView) -> Value {
        var text = ""
        var iterator = scalars.makeIterator()
        var pending: Unicode.Scalar?
        while let scalar = pending ?? iterator.next() {
            pending = nil
            switch scalar {
            case "'": return iterator.next() == nil ? .text(text) : .error
            case "\n": return .error
            case "\\":
                let next = iterator.next()
                if next == "'" || next == "\\" {
                    text.unicodeScalars.append(next ?? " ")
                } else {
                    text += "\\"
                    pending = next
                }
            default: text.unicodeScalars.append(scalar)
            }
        }
        return .error
    }

    private static func doubleQuoted(_ scalars: Substring.UnicodeScalarView) -> Value {
        var text = ""
        var iterator = scalars.makeIterator()
        var previous: Unicode.Scalar?
        while let scalar = iterator.next() {
            switch scalar {
            case "\"": return iterator.next() == nil ? .text(text) : .error
            case "\n": return .error
            case "{" where previous == "#": return .ruby
            case "\\":
                switch iterator.next() {
                case "n": text += "\n"
                case "r": text += "\r"
                case "t": text += "\t"
                case "f": text += "\u{c}"
                case "b": text += "\u{8}"
                case "0": text += "\0"
                case .some(let symbol) where !symbol.properties.isAlphabetic && symbol.properties.numericType == nil:
                    text.unicodeScalars.append(symbol)
                default: return .error
                }
                previous = nil
                continue
            default: text.unicodeScalars.append(scalar)
            }
            previous = scalar
        }
        return .error
    }
}
