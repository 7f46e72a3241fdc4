/// Text 0.0.4 and 1.0.0, as `docs/instrumenting/exposition_formats.md` of Prometheus has them.
///
/// Blanks and tabs may stand between tokens, comments and empty lines anywhere; the last line ends with a line feed.
struct PlainTextParser {
    private static let types: [String: MetricKind] = [
        "counter": .counter, "gauge": .gauge, "histogram": .histogram, "summary": .summary, "untyped": .unknown,
    ]

    private let layout: SampleScanner.Layout
    private var assembler = FamilyAssembler()
    /// Families whose type was named, since `untyped` cannot be told from no type at all.
    private var typed: Set<ExactText> = []

    init(allowsUTF8Names: Bool) {
        layout = SampleScanner.Layout(isLoose: true, escapes: .known, allowsUTF8Names: allowsUTF8Names)
    }

    consuming func parse(_ bytes: [UInt8]) -> ParsedExposition {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (offset, line) in lines.enumerated() where !line.isEmpty {
            do {
                try parse(line: line, number: offset + 1)
            } catch {
                assembler.report(error)
            }
        }
        if let last = lines.last, !last.isEmpty {
            assembler.report(
                ExpositionProblem(
                    line: lines.count, column: LineScanner(last, line: lines.count).column(at: last.endIndex), .end,
                    "the last line does not end with a line feed"))
        }
        for family in assembler.families {
            for problem in FamilyRules.plainText(family) { assembler.report(problem) }
        }
        return assembler.finished()
    }

    private mutating func parse(line: ArraySlice<UInt8>, number: Int) throws(ExpositionProblem) {
        var scanner = LineScanner(line, line: number)
        scanner.skipBlanks()
        if scanner.isAtEnd { return }
        if scanner.skip(UInt8(ascii: "#")) {
            try parseComment(&scanner)
        } else {
            try parseSample(&scanner)
        }
    }

    /// A comment is metadata only when its first word says so.
    private mutating func parseComment(_ scanner: inout LineScanner) throws(ExpositionProblem) {
        scanner.skipBlanks()
        let keyword = String(decoding: scanner.takeWord(), as: UTF8.self)
        guard keyword == "HELP" || keyword == "TYPE" else { return }
        scanner.skipBlanks()
        let quoted = try scanner.takeQuotedName(layout)
        let name = if let quoted { quoted } else { try scanner.takeMetricName() }
        guard scanner.isAtEnd || scanner.next == UInt8(ascii: " ") || scanner.next == UInt8(ascii: "\t") else {
            throw scanner.problem("expected a blank after the metric name, found \(scanner.found)")
        }
        scanner.skipBlanks()
        if keyword == "HELP" {
            let help = try scanner.takeHelp(escapes: .known, quotes: false)
            try assembler.setMetadata(
                "HELP", of: name, at: scanner.line, isSet: { $0.help != nil }, set: { $0.help = help })
        } else {
            let start = scanner.index
            let word = String(decoding: scanner.takeWord(), as: UTF8.self)
            scanner.skipBlanks()
            guard let kind = Self.types[word], scanner.isAtEnd else {
                throw scanner.problem(
                    "\"\(word.prefix(40))\" is not a type: counter, gauge, histogram, summary or untyped", .metadata,
                    at: start)
            }
            let typed = self.typed
            try assembler.setMetadata(
                "TYPE", of: name, at: scanner.line, isSet: { _ in typed.contains(ExactText(name)) },
                set: { $0.kind = kind })
            self.typed.insert(ExactText(name))
        }
    }

    private mutating func parseSample(_ scanner: inout LineScanner) throws(ExpositionProblem) {
        let (name, labels) = try SampleScanner.series(&scanner, layout)
        scanner.skipBlanks()
        let value = try SampleScanner.value(&scanner)
        let timestamp = try timestamp(&scanner)
        let sample = ParsedSample(
            name: name, labels: labels, value: value, timestamp: timestamp, exemplar: nil, line: scanner.line)
        do {
            try assembler.open(familyName(of: name), at: scanner.line)
        } catch {
            assembler.report(error)
        }
        try assembler.add(sample, allowingLaterPoints: false)
    }

    /// Whole milliseconds since 1970, or nothing.
    private func timestamp(_ scanner: inout LineScanner) throws(ExpositionProblem) -> Double? {
        scanner.skipBlanks()
        if scanner.isAtEnd { return nil }
        let start = scanner.index
        let word = scanner.takeWord()
        scanner.skipBlanks()
        guard scanner.isAtEnd else { throw scanner.problem("expected the end of the line, found \(scanner.found)") }
        guard let milliseconds = ScannedNumber.parseInteger(word) else {
            throw scanner.problem(
                "\"\(String(decoding: word.prefix(40), as: UTF8.self))\" is not a timestamp in milliseconds", at: start)
        }
        guard milliseconds >= 0 else {
            throw scanner.problem("Prometheus drops a scrape with a timestamp before 1970", .value, at: start)
        }
        return Double(milliseconds) / 1000
    }

    /// The lines of histograms and summaries carry suffixes; all others carry the family's name.
    private func familyName(of sample: String) -> String {
        if typed.contains(ExactText(sample)) { return sample }
        for suffix in ["_bucket", "_count", "_sum"] where sample.utf8.reversed().starts(with: suffix.utf8.reversed()) {
            let base = String(sample.unicodeScalars.dropLast(suffix.count))
            switch assembler.family(named: base)?.kind {
            case .histogram: return base
            case .summary where suffix != "_bucket": return base
            default: continue
            }
        }
        return sample
    }
}
