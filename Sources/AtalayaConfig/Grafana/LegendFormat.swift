/// The name of a series in a legend: text and label values.
///
/// Grafana replaces `{{label}}` by the label's value (it is not a Go template: there are no functions, and no way to
/// write a literal `{{`), and before that `$name`, `${name}` and `[[name]]` by a dashboard variable's value. Text that
/// comes from outside must do neither, so it goes through ``escaped(_:)``.
public struct LegendFormat: Hashable, Sendable, ExpressibleByStringInterpolation {
    /// What stands in `legendFormat`.
    public let text: String

    private init(rendered: String) { text = rendered }

    /// Grafana's own choice: the labels that differ.
    public static let automatic = LegendFormat(rendered: "__auto")

    /// The value of one label: `{{status}}`.
    public static func label(_ name: String) -> LegendFormat { LegendFormat(rendered: "{{\(escaped(name))}}") }

    /// The values of several labels: `{{method}} {{route}}`; a plain name where there are none.
    public static func labels(_ names: [String], otherwise name: String) -> LegendFormat {
        names.isEmpty ? .literal(name) : LegendFormat(rendered: names.map { label($0).text }.joined(separator: " "))
    }

    /// This text, whatever is in it.
    public static func literal(_ text: String) -> LegendFormat { LegendFormat(rendered: escaped(text)) }

    public init(stringLiteral value: String) { self = .literal(value) }

    /// `"p99 {label: route}"` is written `"p99 \(label: "route")"`; other interpolations are literal text.
    public init(stringInterpolation: Interpolation) { self.init(rendered: stringInterpolation.rendered) }

    public struct Interpolation: StringInterpolationProtocol {
        var rendered = ""

        public init(literalCapacity: Int, interpolationCount: Int) {}

        public mutating func appendLiteral(_ literal: String) { rendered += LegendFormat.escaped(literal) }
        public mutating func appendInterpolation(_ text: String) { rendered += LegendFormat.escaped(text) }
        public mutating func appendInterpolation(label: String) { rendered += LegendFormat.label(label).text }
    }

    /// Text that Grafana shows as it is, in legends, titles and descriptions alike. Where Grafana has no escape, a
    /// space takes the meaning away and leaves the text readable: `{{x}}` becomes `{ {x} }`, `${x}` becomes `$ {x}`,
    /// `[[x]]` becomes `[ [x] ]`.
    public static func escaped(_ text: String) -> String {
        var result = ""
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if let previous, Self.isMarkup(previous, scalar) { result += " " }
            result.unicodeScalars.append(scalar.value < 0x20 ? " " : scalar)
            previous = scalar
        }
        return result
    }

    private static func isMarkup(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
        switch (first, second) {
        case ("{", "{"), ("}", "}"), ("[", "["), ("]", "]"): true
        case ("$", "{"), ("$", "_"): true
        case ("$", _): second.properties.isAlphabetic
        default: false
        }
    }
}
