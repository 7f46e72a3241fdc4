/// A condition on a label, as PromQL and Alertmanager write it: `status=~"5.."`.
public struct LabelMatcher: Hashable, Sendable {
    /// The four operators of Prometheus.
    public enum Operator: String, CaseIterable, Hashable, Sendable {
        case equal = "="
        case notEqual = "!="
        case matches = "=~"
        case doesNotMatch = "!~"
    }

    public var label: String
    public var comparison: Operator
    /// Plain text, or a regular expression (RE2) that must match the whole value.
    public var value: String

    public init(_ label: String, _ comparison: Operator, _ value: String) {
        self.label = label
        self.comparison = comparison
        self.value = value
    }

    /// Reads a list such as `status=~"5..", method!="GET"`. Values stand in double quotes, with `\"`, `\\` and `\n`
    /// as escapes.
    ///
    /// - Throws: `ConfigError.Code.invalidMatcher`.
    public static func list(_ text: String) throws(ConfigError) -> [LabelMatcher] {
        var scanner = MatcherScanner(text: text)
        return try scanner.list()
    }
}

extension LabelMatcher: CustomStringConvertible {
    /// The value always in double quotes: the form that every version of both programs reads alike.
    public var description: String {
        var quoted = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return label + comparison.rawValue + quoted + "\""
    }
}

extension Sequence<LabelMatcher> {
    /// A selector for PromQL: `{a="b",c=~"d"}`; nothing without matchers.
    public var selector: String {
        let list = map(\.description)
        return list.isEmpty ? "" : "{" + list.joined(separator: ",") + "}"
    }
}

private struct MatcherScanner {
    let text: String
    let bytes: [UInt8]
    var position = 0

    init(text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    func refusal(_ reason: String) -> ConfigError {
        ConfigError(
            .invalidMatcher, "'\(text)' is not a list of label matchers: \(reason); write for example status=~\"5..\"")
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while current == UInt8(ascii: " ") { position += 1 }
    }

    mutating func list() throws(ConfigError) -> [LabelMatcher] {
        var matchers: [LabelMatcher] = []
        skipSpace()
        while current != nil {
            matchers.append(try matcher())
            skipSpace()
            guard current != nil else { break }
            guard current == UInt8(ascii: ",") else {
                throw refusal("expected ',' after the \(matchers.count). matcher")
            }
            position += 1
            skipSpace()
        }
        return matchers
    }

    private mutating func matcher() throws(ConfigError) -> LabelMatcher {
        let start = position
        while let byte = current, isNameByte(byte) { position += 1 }
        guard position > start else { throw refusal("expected the name of a label") }
        let label = String(decoding: bytes[start..<position], as: UTF8.self)
        skipSpace()
        // The longer operators first: "=~" begins with "=".
        let operators: [LabelMatcher.Operator] = [.matches, .doesNotMatch, .notEqual, .equal]
        guard let comparison = operators.first(where: { bytes[position...].starts(with: $0.rawValue.utf8) }) else {
            throw refusal("expected =, !=, =~ or !~ after '\(label)'")
        }
        position += comparison.rawValue.utf8.count
        skipSpace()
        return LabelMatcher(label, comparison, try quotedValue(of: label))
    }

    private mutating func quotedValue(of label: String) throws(ConfigError) -> String {
        guard current == UInt8(ascii: "\"") else {
            throw refusal("the value of '\(label)' must stand in double quotes")
        }
        position += 1
        var value: [UInt8] = []
        while let byte = current {
            position += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: value, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\") else {
                value.append(byte)
                continue
            }
            switch current {
            case UInt8(ascii: "\""): value.append(UInt8(ascii: "\""))
            case UInt8(ascii: "\\"): value.append(UInt8(ascii: "\\"))
            case UInt8(ascii: "n"): value.append(UInt8(ascii: "\n"))
            default: throw refusal("unknown escape in the value of '\(label)'")
            }
            position += 1
        }
        throw refusal("the value of '\(label)' has no closing quote")
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
