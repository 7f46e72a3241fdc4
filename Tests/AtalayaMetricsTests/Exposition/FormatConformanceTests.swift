import AtalayaMetrics
import Testing

/// What every format owes, whoever adds it: the list is the argument.
struct FormatConformanceTests {
    /// A sample as both sides see it: name, labels and the bits of the value, so that NaN equals NaN.
    private struct Sample: Hashable {
        let name: String
        let labels: [ParsedSample.Label]
        let bits: UInt64

        init(_ name: String, _ labels: [(String, String)], _ value: Double) {
            self.name = name
            self.labels = labels.map { .init(name: $0.0, value: $0.1) }.sorted { $0.name < $1.name }
            bits = value.isNaN ? Double.nan.bitPattern : value.bitPattern
        }
    }

    /// The samples a snapshot means, computed without any of the writers.
    private func samples(of snapshot: Snapshot) -> Set<Sample> {
        var samples: Set<Sample> = []
        for family in snapshot.families {
            for series in family.series {
                let labels = series.labels.pairs.map { ($0.name, $0.value) }
                switch series.value {
                case .number(let number): samples.insert(Sample(family.name, labels, number.double))
                case .histogram(let histogram):
                    for (index, bound) in (histogram.upperBounds + [.infinity]).enumerated() {
                        let count = histogram.bucketCounts[...index].reduce(0, +)
                        samples.insert(Sample("\(family.name)_bucket", labels + [("le", "\(bound)")], Double(count)))
                    }
                    samples.insert(Sample("\(family.name)_count", labels, Double(histogram.count)))
                    samples.insert(Sample("\(family.name)_sum", labels, histogram.sum))
                default: Issue.record("not made by an instrument")
                }
            }
        }
        return samples
    }

    private func samples(of families: [ParsedFamily]) -> Set<Sample> {
        var samples: Set<Sample> = []
        for sample in families.flatMap(\.samples) {
            // The bound as a number, since Swift and Go do not spell all of them alike.
            let labels = sample.labels.map { ($0.name, $0.name == "le" ? "\(Double($0.value) ?? .nan)" : $0.value) }
            samples.insert(Sample(sample.name, labels, sample.value))
        }
        return samples
    }

    @Test("Random registries read back as they were", arguments: ExpositionFormats.all)
    func roundTrip(format: any ExpositionFormat) throws {
        for seed in 0..<400 as Range<UInt64> {
            var generator = RandomRegistry(seed: seed)
            let snapshot = try generator.make().snapshot()
            let exposition = ExpositionParser.parse(
                format.bytes(of: snapshot), as: .init(contentType: format.contentType))
            try #require(exposition.problems == [], "seed \(seed)")
            try #require(samples(of: exposition.families) == samples(of: snapshot), "seed \(seed)")
            for (family, parsed) in zip(snapshot.families, exposition.families) {
                #expect(parsed.name == family.name || parsed.name == family.familyName)
                #expect(parsed.kind == family.kind)
                // Text 0.0.4 cannot tell blanks at the start of a help text from those before it.
                #expect(
                    (parsed.help ?? "").utf8.drop(while: isBlank).elementsEqual(family.help.utf8.drop(while: isBlank)))
            }
        }
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    @Test("The same snapshot gives the same bytes, appended to what is there", arguments: ExpositionFormats.all)
    func deterministic(format: any ExpositionFormat) throws {
        var generator = RandomRegistry(seed: 7)
        let snapshot = try generator.make().snapshot()
        var buffer = Array("before".utf8)
        format.write(snapshot, into: &buffer)
        #expect(buffer == Array("before".utf8) + format.bytes(of: snapshot))
    }

    @Test(
        "Every line ends with a line feed and holds no carriage return that a value did not bring",
        arguments: ExpositionFormats.texts)
    func lineEnds(format: any ExpositionFormat) throws {
        let registry = MetricsRegistry()
        _ = try registry.makeHistogram(.histogram("h", help: "Help."))
        let bytes = format.bytes(of: registry.snapshot())
        #expect(bytes.last == UInt8(ascii: "\n"))
        #expect(!bytes.contains(UInt8(ascii: "\r")))
    }

    @Test("Two formats are two content types")
    func distinct() {
        #expect(Set(ExpositionFormats.all.map(\.contentType)).count == ExpositionFormats.all.count)
    }
}
