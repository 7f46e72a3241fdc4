/// Text in double quotes by Go's rules, which are Prometheus': what cannot be seen is escaped.
enum GoQuoting {
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars { append(scalar, to: &result) }
        return result + "\""
    }

    private static func append(_ scalar: Unicode.Scalar, to result: inout String) {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\u{07}": result += "\\a"
        case "\u{08}": result += "\\b"
        case "\u{0C}": result += "\\f"
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        case "\u{0B}": result += "\\v"
        case " "..."~": result.unicodeScalars.append(scalar)
        case _ where scalar.value < 0x80: result += "\\x" + hexadecimal(scalar, digits: 2)
        // Prometheus takes it for broken UTF-8 when it stands there as itself.
        case "\u{FFFD}": result += "\\ufffd"
        case _ where isVisible(scalar): result.unicodeScalars.append(scalar)
        case _ where scalar.value < 0x10000: result += "\\u" + hexadecimal(scalar, digits: 4)
        default: result += "\\U" + hexadecimal(scalar, digits: 8)
        }
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar, digits: Int) -> String {
        let text = String(scalar.value, radix: 16)
        return String(repeating: "0", count: digits - text.utf8.count) + text
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            false
        default: true
        }
    }
}
