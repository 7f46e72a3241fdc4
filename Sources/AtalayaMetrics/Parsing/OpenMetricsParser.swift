/// OpenMetrics 1.0 text, by the ABNF of its specification and the rules of its prose, and names in quotes as Prometheus 3
/// adds them.
///
/// Single blanks between tokens, no empty lines and no comments, `# EOF` as the last line and nothing behind it.
struct OpenMetricsParser {
    /// Names and values of an exemplar's labels together, in characters.
    private static let exemplarCharactersMax = 128

    private let layout: SampleScanner.Layout
    private var assembler = FamilyAssembler()
    private var typed: Set<ExactText> = []

    init(allowsUTF8Names: Bool) {
        layout = SampleScanner.Layout(isLoose: false, escapes: .any, allowsUTF8Names: allowsUTF8Names)
    }

    consuming func parse(_ bytes: [UInt8]) -> ParsedExposition {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // Every line ends with a line feed, so the last piece is what follows the last of them: nothing.
        let tail = lines.popLast() ?? []
        let end = lines.firstIndex { $0.elementsEqual("# EOF".utf8) }
        for (offset, line) in lines[..<(end ?? lines.count)].enumerated() {
            do {
                try parse(line: line, number: offset + 1)
            } catch {
                assembler.report(error)
            }
        }
        if let end {
            if end + 1 < lines.count || !tail.isEmpty {
                assembler.report(ExpositionProblem(line: end + 2, .end, "nothing may follow # EOF"))
            }
        } else if tail.elementsEqual("# EOF".utf8) {
            // The specification allows the very last line feed to be missing.
        } else {
            if !tail.isEmpty {
                do {
                    try parse(line: tail, number: lines.count + 1)
                } catch {
                    assembler.report(error)
                }
            }
            assembler.report(
                ExpositionProblem(line: lines.count + (tail.isEmpty ? 1 : 2), .end, "the last line must be # EOF"))
        }
        for family in assembler.families {
            for problem in FamilyRules.openMetrics(family) { assembler.report(problem) }
        }
        for problem in FamilyRules.clashes(assembler.families) { assembler.report(problem) }
        return assembler.finished()
    }

    private mutating func parse(line: ArraySlice<UInt8>, number: Int) throws(ExpositionProblem) {
        var scanner = LineScanner(line, line: number)
        guard !scanner.isAtEnd else { throw scanner.problem("empty lines are not allowed") }
        if scanner.skip(UInt8(ascii: "#")) {
            try parseMetadata(&scanner)
        } else {
            try parseSample(&scanner)
        }
    }

    private mutating func parseMetadata(_ scanner: inout LineScanner) throws(ExpositionProblem) {
        try scanner.expect(" ", "a blank after \"#\"")
        let start = scanner.index
        let keyword = String(decoding: scanner.takeWord(), as: UTF8.self)
        guard ["TYPE", "UNIT", "HELP"].contains(keyword) else {
            throw scanner.problem("only TYPE, UNIT, HELP and EOF may follow \"#\"; there are no comments", at: start)
        }
        try scanner.expect(" ", "a blank after \(keyword)")
        let quoted = try scanner.takeQuotedName(layout)
        let name = if let quoted { quoted } else { try scanner.takeMetricName() }
        try scanner.expect(" ", "a blank after the name")
        let valueStart = scanner.index
        switch keyword {
        case "TYPE":
            let word = String(decoding: scanner.takeRest(), as: UTF8.self)
            guard let kind = MetricKind(rawValue: word) else {
                throw scanner.problem("\"\(word.prefix(40))\" is not a type of OpenMetrics", .metadata, at: valueStart)
            }
            let typed = self.typed
            try assembler.setMetadata(
                "TYPE", of: name, at: scanner.line, isSet: { _ in typed.contains(ExactText(name)) },
                set: { $0.kind = kind })
            self.typed.insert(ExactText(name))
        case "UNIT":
            let unit = String(decoding: scanner.takeRest(), as: UTF8.self)
            guard (try? MetricUnit(unit)) != nil else {
                throw scanner.problem("\"\(unit.prefix(40))\" is not a unit", .metadata, at: valueStart)
            }
            try assembler.setMetadata(
                "UNIT", of: name, at: scanner.line, isSet: { $0.unit != nil }, set: { $0.unit = unit })
        default:
            let help = try scanner.takeHelp(escapes: .any, quotes: true)
            try assembler.setMetadata(
                "HELP", of: name, at: scanner.line, isSet: { $0.help != nil }, set: { $0.help = help })
        }
    }

    private mutating func parseSample(_ scanner: inout LineScanner) throws(ExpositionProblem) {
        let (name, labels) = try SampleScanner.series(&scanner, layout)
        try scanner.expect(" ", "a blank before the value")
        let value = try SampleScanner.value(&scanner)
        var timestamp: Double?
        if scanner.rest.first == UInt8(ascii: " "), scanner.rest.dropFirst().first != UInt8(ascii: "#") {
            _ = scanner.skip(UInt8(ascii: " "))
            timestamp = try self.timestamp(&scanner)
        }
        let exemplarStart = scanner.index
        let exemplar = try exemplar(&scanner)
        guard scanner.isAtEnd else { throw scanner.problem("expected the end of the line, found \(scanner.found)") }
        let sample = ParsedSample(
            name: name, labels: labels, value: value, timestamp: timestamp, exemplar: exemplar, line: scanner.line)
        try place(sample)
        if exemplar != nil, !mayHaveExemplar(name) {
            throw scanner.problem("only counters' totals and buckets have exemplars", .exemplar, at: exemplarStart)
        }
    }

    /// A sample belongs to the family before it if its name fits there; otherwise it begins one of unknown type.
    private mutating func place(_ sample: ParsedSample) throws(ExpositionProblem) {
        if let current = assembler.currentFamily {
            let names = current.kind.sampleSuffixes.map { current.name + $0 }
            if names.contains(sample.name) {
                try assembler.add(sample, allowingLaterPoints: true)
                return
            }
            if sample.name == current.name, typed.contains(ExactText(current.name)) {
                throw ExpositionProblem(
                    line: sample.line, .name,
                    "a sample of a \(current.kind.rawValue) is called \(names.prefix(3).joined(separator: ", ")), not \(sample.name)"
                )
            }
        }
        do {
            try assembler.open(sample.name, at: sample.line)
        } catch {
            assembler.report(error)
        }
        try assembler.add(sample, allowingLaterPoints: true)
    }

    private func mayHaveExemplar(_ name: String) -> Bool {
        guard let family = assembler.currentFamily else { return false }
        return switch family.kind {
        case .counter: name == family.name + "_total"
        case .histogram, .gaugeHistogram: name == family.name + "_bucket"
        default: false
        }
    }

    /// Seconds since 1970; fractions are allowed, NaN and infinities are not.
    private func timestamp(_ scanner: inout LineScanner) throws(ExpositionProblem) -> Double {
        let start = scanner.index
        let time = try SampleScanner.value(&scanner)
        guard time.isFinite else { throw scanner.problem("a timestamp must be a finite number", at: start) }
        return time
    }

    /// ` # {labels} value [timestamp]`
    private func exemplar(_ scanner: inout LineScanner) throws(ExpositionProblem) -> ParsedSample.Exemplar? {
        guard scanner.rest.starts(with: " #".utf8) else { return nil }
        let start = scanner.index
        for (character, what) in [(" ", "a blank"), ("#", "\"#\""), (" ", "a blank after \"#\"")]
            as [(UnicodeScalar, String)]
        {
            try scanner.expect(character, what)
        }
        let labels = try SampleScanner.labels(&scanner, layout)
        let characters = labels.reduce(0) { $0 + $1.name.unicodeScalars.count + $1.value.unicodeScalars.count }
        guard characters <= Self.exemplarCharactersMax else {
            throw scanner.problem(
                "the exemplar's labels have \(characters) characters, at most \(Self.exemplarCharactersMax) are allowed",
                .exemplar, at: start)
        }
        try scanner.expect(" ", "a blank before the exemplar's value")
        let value = try SampleScanner.value(&scanner)
        let time: Double? = scanner.skip(UInt8(ascii: " ")) ? try timestamp(&scanner) : nil
        return .init(labels: labels, value: value, timestamp: time)
    }
}
