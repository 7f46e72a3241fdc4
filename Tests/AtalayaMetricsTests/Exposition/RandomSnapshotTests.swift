import AtalayaMetrics
import Testing

/// Whatever is written reads back: 10,000 cases in an ordinary run, as many as `ATALAYA_CASES` says otherwise.
struct RandomSnapshotTests {
    private func view(_ format: any ExpositionFormat) -> MeantSamples.View {
        switch format {
        case is ProtobufFormat: .protobuf
        case is OpenMetricsFormat: .openMetrics
        default: .plainText
        }
    }

    @Test("Random snapshots of every kind read back as they were", arguments: ExpositionFormats.all)
    func roundTrip(format: any ExpositionFormat) throws {
        let view = view(format)
        for seed in 0..<CaseCount.each(ofRuns: ExpositionFormats.all.count, ordinarily: 10_000) {
            let escaping = NameEscaping.all[Int(seed % 4)]
            var random = RandomSnapshot(seed: seed, usesUTF8Names: seed % 2 == 0)
            let snapshot = try random.make().escaped(escaping)
            let dialect = ExpositionParser.Dialect(contentType: "\(format.contentType); escaping=\(escaping)")
            let exposition = ExpositionParser.parse(format.bytes(of: snapshot), as: dialect)
            try #require(exposition.problems == [], "seed \(seed)")
            let read = MeantSamples.samples(of: exposition.families)
            let meant = MeantSamples(of: snapshot, in: view).samples
            try #require(Set(read) == meant, "seed \(seed)")
            // Nothing twice: no oracle would say so.
            try #require(read.count == meant.count, "seed \(seed)")
        }
    }

    @Test("Metadata reads back", arguments: ExpositionFormats.all)
    func metadata(format: any ExpositionFormat) throws {
        for seed in 0..<500 as Range<UInt64> {
            var random = RandomSnapshot(seed: seed, usesUTF8Names: true)
            let snapshot = try random.make()
            let dialect = ExpositionParser.Dialect(contentType: "\(format.contentType); escaping=allow-utf-8")
            let exposition = ExpositionParser.parse(format.bytes(of: snapshot), as: dialect)
            let view = view(format)
            for family in snapshot.families {
                let name = view == .openMetrics ? family.familyName : family.name
                let parsed = try #require(exposition.families.first { $0.name.utf8.elementsEqual(name.utf8) })
                #expect(parsed.kind == kind(family.kind, in: view))
                // The text format cannot tell blanks at the start of a help text from those before it.
                let skips = view == .plainText
                #expect(
                    (parsed.help ?? "").utf8.drop { skips && isBlank($0) }.elementsEqual(
                        family.help.utf8.drop { skips && isBlank($0) }), "seed \(seed)")
                #expect(parsed.unit == (view == .plainText || family.unit == .none ? nil : family.unit.rawValue))
            }
        }
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    private func kind(_ kind: MetricKind, in view: MeantSamples.View) -> MetricKind {
        switch (kind, view) {
        case (.info, .plainText), (.info, .protobuf), (.stateSet, .plainText), (.stateSet, .protobuf): .gauge
        case (.gaugeHistogram, .plainText): .histogram
        default: kind
        }
    }

    @Test("Escaped names are legal, whatever they were", arguments: NameEscaping.all)
    func legalNames(escaping: NameEscaping) throws {
        guard escaping != .allowUTF8 else { return }
        for seed in 0..<500 as Range<UInt64> {
            var random = RandomSnapshot(seed: seed, usesUTF8Names: true)
            for family in try random.make().escaped(escaping).families {
                #expect(throws: Never.self) { try MetricName(family.name) }
                for pair in family.series.flatMap(\.labels.pairs) where !pair.name.hasPrefix("__") {
                    #expect(throws: Never.self) { try LabelName(pair.name) }
                }
            }
        }
    }
}
