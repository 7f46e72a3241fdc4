/// Reads names and labels, which both formats write alike but for blanks and commas.
enum SampleScanner {
    /// What one format allows between the tokens and the other does not.
    struct Layout {
        /// Blanks anywhere between tokens, and a comma after the last label: text 0.0.4.
        let isLoose: Bool
        let escapes: LineScanner.Escapes
        /// Names in quotes, the metric's as the first in the braces: `{"my.metric",name="value"}`.
        let allowsUTF8Names: Bool
    }

    /// `name`, `name{name="value",…}` or `{"name",name="value",…}`.
    static func series(
        _ scanner: inout LineScanner, _ layout: Layout
    ) throws(ExpositionProblem) -> (name: String, labels: [ParsedSample.Label]) {
        if layout.allowsUTF8Names, scanner.skip(UInt8(ascii: "{")) {
            if layout.isLoose { scanner.skipBlanks() }
            guard let name = try scanner.takeQuotedName(layout) else {
                throw scanner.problem("expected a metric name in quotes, found \(scanner.found)")
            }
            if layout.isLoose { scanner.skipBlanks() }
            if scanner.skip(UInt8(ascii: "}")) { return (name, []) }
            try scanner.expect(",", "\",\" or \"}\" after the metric name")
            if layout.isLoose { scanner.skipBlanks() }
            if layout.isLoose, scanner.skip(UInt8(ascii: "}")) { return (name, []) }
            return (name, try pairs(&scanner, layout))
        }
        let name = try scanner.takeMetricName()
        let afterName = scanner.index
        if layout.isLoose { scanner.skipBlanks() }
        if scanner.next == UInt8(ascii: "{") { return (name, try labels(&scanner, layout)) }
        if scanner.index == afterName, !scanner.isAtEnd, scanner.next != UInt8(ascii: " ") {
            throw scanner.problem("expected a blank or \"{\" after the metric name, found \(scanner.found)")
        }
        return (name, [])
    }

    /// `{name="value",…}`; the scanner is at the brace.
    static func labels(_ scanner: inout LineScanner, _ layout: Layout) throws(ExpositionProblem) -> [ParsedSample.Label]
    {
        try scanner.expect("{", "\"{\"")
        if layout.isLoose { scanner.skipBlanks() }
        return scanner.skip(UInt8(ascii: "}")) ? [] : try pairs(&scanner, layout)
    }

    /// `name="value",…}`; at least one. Duplicate names are a problem.
    private static func pairs(
        _ scanner: inout LineScanner, _ layout: Layout
    ) throws(ExpositionProblem) -> [ParsedSample.Label] {
        var labels: [ParsedSample.Label] = []
        var names: Set<ExactText> = []
        while true {
            let start = scanner.index
            let quoted = try scanner.takeQuotedName(layout)
            let name = if let quoted { quoted } else { try scanner.takeLabelName() }
            guard names.insert(ExactText(name)).inserted else {
                throw scanner.problem("label \(name) comes twice", at: start)
            }
            if layout.isLoose { scanner.skipBlanks() }
            try scanner.expect("=", "\"=\" after the label name")
            if layout.isLoose { scanner.skipBlanks() }
            try scanner.expect("\"", "a quote before the label value")
            labels.append(.init(name: name, value: try scanner.takeQuoted(escapes: layout.escapes)))
            if layout.isLoose { scanner.skipBlanks() }
            if scanner.skip(UInt8(ascii: "}")) { return labels }
            try scanner.expect(",", "\",\" or \"}\" after the label value")
            if layout.isLoose {
                scanner.skipBlanks()
                if scanner.skip(UInt8(ascii: "}")) { return labels }
            }
        }
    }

    static func value(_ scanner: inout LineScanner) throws(ExpositionProblem) -> Double {
        let start = scanner.index
        let word = scanner.takeWord()
        guard let value = ScannedNumber.parse(word) else {
            let shown = String(decoding: word.prefix(40), as: UTF8.self)
            throw scanner.problem(
                word.isEmpty ? "expected a value, found \(scanner.found)" : "\"\(shown)\" is not a number", at: start)
        }
        return value
    }
}
