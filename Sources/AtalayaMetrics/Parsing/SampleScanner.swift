/// Reads the labels that both formats write alike but for blanks and commas.
enum SampleScanner {
    /// What one format allows between the tokens and the other does not.
    struct Layout {
        /// Blanks anywhere between tokens, and a comma after the last label: text 0.0.4.
        let isLoose: Bool
        let escapes: LineScanner.Escapes
    }

    /// `{name="value",…}`; the scanner is at the brace. Duplicate names are a problem.
    static func labels(_ scanner: inout LineScanner, _ layout: Layout) throws(ExpositionProblem) -> [ParsedSample.Label]
    {
        var labels: [ParsedSample.Label] = []
        var names: Set<String> = []
        try scanner.expect("{", "\"{\"")
        if layout.isLoose { scanner.skipBlanks() }
        if scanner.skip(UInt8(ascii: "}")) { return labels }
        while true {
            let start = scanner.index
            let name = try scanner.takeLabelName()
            guard names.insert(name).inserted else {
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
