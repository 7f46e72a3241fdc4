/// What becomes of names outside `[a-zA-Z_:][a-zA-Z0-9_:]*` on the way to a reader: the `escaping` parameter of `Accept`
/// and `Content-Type`.
///
/// Names that every reader knows are left alone by every scheme, as Prometheus' own exporters do: they keep their names
/// whoever asks. The rules are those of Prometheus' page on escaping schemes; where its examples and its code differ, the
/// code counts, because servers run it.
public struct NameEscaping: Hashable, Sendable, CustomStringConvertible {
    private enum Value: String, CaseIterable, Sendable {
        case allowUTF8 = "allow-utf-8"
        case underscores, dots, values
    }

    private let value: Value
    private init(_ value: Value) { self.value = value }

    /// Names go as they are, in quotes where they need them.
    public static let allowUTF8 = NameEscaping(.allowUTF8)
    /// `_` for each character that is not legal: `http.route` becomes `http_route`. What readers get that ask for nothing.
    public static let underscores = NameEscaping(.underscores)
    /// `_dot_` for a dot, two underscores for one and for any other character: `a.b_c` becomes `a_dot_b__c`.
    public static let dots = NameEscaping(.dots)
    /// The only one that can be undone: the code of each character in hexadecimal, after `U__`: `a.b_c` becomes
    /// `U__a_2e_b__c`.
    public static let values = NameEscaping(.values)

    public static let all = Value.allCases.map { NameEscaping($0) }

    /// The scheme of a header's parameter, nil for one that is not known.
    public init?(parameter: String) {
        guard let value = Value(rawValue: parameter) else { return nil }
        self.value = value
    }

    /// As the header has it: `allow-utf-8`.
    public var description: String { value.rawValue }

    /// The name of a metric for this reader.
    public func escape(metric name: String) -> String {
        name.isLegacyMetricName ? name : escape(name, isColonLegal: true)
    }

    /// The name of a label for this reader. A colon, legal in metrics, is not legal in labels.
    public func escape(label name: String) -> String {
        name.isLegacyLabelName ? name : escape(name, isColonLegal: false)
    }

    private func escape(_ name: String, isColonLegal: Bool) -> String {
        guard value != .allowUTF8 else { return name }
        var escaped = value == .values ? "U__" : ""
        for (index, scalar) in name.unicodeScalars.enumerated() {
            let byte = scalar.isASCII ? UInt8(scalar.value) : 0
            let isLegal =
                (index == 0 ? byte.isNameStart : byte.isNameContinuation) || isColonLegal && byte == UInt8(ascii: ":")
            switch value {
            case .underscores where !isLegal: escaped += "_"
            case .dots where scalar == ".": escaped += "_dot_"
            case .dots where !isLegal || scalar == "_": escaped += "__"
            case .values where !isLegal: escaped += "_\(String(scalar.value, radix: 16))_"
            case .values where scalar == "_": escaped += "__"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
