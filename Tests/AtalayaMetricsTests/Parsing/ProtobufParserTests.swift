import AtalayaMetrics
import Testing

/// Messages that no writer of ours makes. Lengths are written out, so that they can be wrong.
struct ProtobufParserTests {
    private func parse(_ bytes: [UInt8]) -> ParsedExposition { ExpositionParser.parse(bytes, as: .protobuf) }

    /// A message with its length before it.
    private func delimited(_ parts: [UInt8]...) -> [UInt8] {
        let body = parts.flatMap(\.self)
        return [UInt8(body.count)] + body
    }

    private let name: [UInt8] = [0x0A, 1, 0x6E]
    private let gaugeType: [UInt8] = [0x18, 1]
    private let histogramType: [UInt8] = [0x18, 4]
    /// `metric { gauge { value: 2 } }`
    private let two: [UInt8] = [0x22, 11, 0x12, 9, 0x09, 0, 0, 0, 0, 0, 0, 0, 0x40]

    @Test("No bytes are no metrics")
    func empty() {
        #expect(parse([]).families.isEmpty)
        #expect(parse([]).problems.isEmpty)
    }

    @Test("Fields come in any order, and unknown ones are skipped, whatever their type")
    func unknownFields() {
        let unknown: [UInt8] = [
            0xF8, 0x01, 5, 0xF2, 0x01, 2, 1, 2, 0xF5, 0x01, 1, 2, 3, 4, 0xF9, 0x01, 1, 2, 3, 4, 5, 6, 7, 8,
        ]
        let exposition = parse(delimited(unknown, two, gaugeType, unknown, name))
        #expect(exposition.problems == [])
        #expect(exposition.families.map(\.name) == ["n"])
        #expect(exposition.families.first?.kind == .gauge)
        #expect(exposition.families.first?.samples.map(\.value) == [2])
    }

    @Test("A counter is what a family without a type is")
    func defaultType() {
        #expect(parse(delimited(name)).families.first?.kind == .counter)
    }

    @Test("Deltas may come one by one, and a run may be empty")
    func unpackedDeltas() throws {
        // Zero threshold 0, spans (0, 2) and (3, 0) and (1, 1), deltas 1, 1, -1.
        let histogram: [UInt8] = [
            0x08, 4, 0x28, 0, 0x62, 4, 0x08, 0, 0x10, 2, 0x62, 4, 0x08, 6, 0x10, 0, 0x62, 4, 0x08, 2, 0x10, 1, 0x68, 2,
            0x68, 2,
            0x68, 1,
        ]
        let metric = [0x22, UInt8(histogram.count + 2), 0x3A, UInt8(histogram.count)] + histogram
        let exposition = parse(delimited(name, histogramType, metric))
        #expect(exposition.problems == [])
        let native = try #require(exposition.families.first?.samples.first?.native)
        #expect(native.positive.map(\.index) == [0, 1, 6])
        #expect(native.positive.map(\.count) == [1, 2, 1])
    }

    @Test(
        "Broken messages are problems, at their byte",
        arguments: [
            ([5], 2), ([0x80], 2), ([2, 0x0A, 9], 4), ([1, 0x00], 3), ([1, 0x0B], 3), ([2, 0x0A, 0xFF], 4),
            ([11, 0x18, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02], 13), ([2, 0x18, 9], 4),
            ([3, 0x0A, 1, 0xFF], 5), ([2, 0x18, 1], 2), ([4, 0x0A, 2, 0x6E, 0x6E, 7], 7),
        ] as [([UInt8], Int)])
    func broken(bytes: [UInt8], column: Int) {
        let problem = parse(bytes).problems.first
        #expect(problem?.rule == "exposition-syntax")
        #expect(problem?.column == column)
    }

    @Test(
        "Histograms that contradict themselves are problems",
        arguments: [
            // A span without its bucket, a bucket without a span, a span of four thousand million buckets, one below zero.
            [0x62, 4, 0x08, 0, 0x10, 1], [0x62, 4, 0x08, 0, 0x10, 0, 0x6A, 1, 2],
            [0x62, 8, 0x08, 0, 0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x6A, 1, 2],
            [0x62, 4, 0x08, 0, 0x10, 1, 0x6A, 1, 2, 0x28, 40],
            [0x62, 13, 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x10, 1, 0x6A, 1, 2],
            // Floating-point counts.
            [0x21, 0, 0, 0, 0, 0, 0, 0, 0],
        ] as [[UInt8]])
    func contradictions(histogram: [UInt8]) {
        let metric = [0x22, UInt8(histogram.count + 2), 0x3A, UInt8(histogram.count)] + histogram
        #expect(parse(delimited(name, histogramType, metric)).problems.count == 1)
    }

    @Test("Reading goes on with the next message")
    func goesOn() {
        let exposition = parse(delimited([0x18, 77]) + delimited(name, gaugeType, two))
        #expect(exposition.problems.count == 1)
        #expect(exposition.families.map(\.name) == ["n"])
    }

    @Test("The same family or series twice is a problem")
    func duplicates() {
        let family = delimited(name, gaugeType, two)
        #expect(parse(family + family).problems.map(\.line) == [2, 2])
        #expect(parse(delimited(name, gaugeType, two, two)).problems.first?.rule == "exposition-duplicate-series")
    }
}
