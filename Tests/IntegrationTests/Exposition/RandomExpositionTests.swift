import AtalayaMetrics
import AtalayaModel
import Foundation
import Testing

/// Strangers read what we read: random snapshots of every kind, in every format and escaping.
@Suite("Random expositions")
struct RandomExpositionTests {
    /// `ATALAYA_CASES` for all formats together; a Python process takes so many at once.
    private static let cases = Checkout.environment("ATALAYA_CASES").flatMap { Int($0) } ?? 10_000
    private static let batch = 1_000

    @Test("are read by the Python client as by our parser", .needs(.python), arguments: ExpositionPeerTests.formats)
    func python(_ format: ExpositionPeerTests.Case) async throws {
        let seeds = 0..<UInt64(max(1, Self.cases / ExpositionFormats.all.count))
        var next = seeds.lowerBound
        while next < seeds.upperBound {
            let last = min(next + UInt64(Self.batch), seeds.upperBound)
            let documents = try (next..<last).map { try Self.document(seed: $0, format.format) }
            let answers = try await PythonClient.read(documents)
            try #require(answers.count == documents.count)
            for (seed, (document, answer)) in zip(next..<last, zip(documents, answers)) {
                let parsed = ExpositionParser.parse(document.bytes, as: .init(contentType: document.contentType))
                try #require(parsed.problems == [])
                let ours = parsed.families.flatMap(\.samples).map(ReadSample.init)
                do {
                    let theirs = try answer.get()
                    try #require(theirs.count == ours.count, "seed \(seed)")
                    for sample in Set(theirs).symmetricDifference(ours) {
                        Issue.record("seed \(seed): only one of both has read \(sample)")
                    }
                } catch {
                    Issue.record("seed \(seed): \(error): \(String(decoding: document.bytes, as: UTF8.self))")
                }
            }
            next = last
        }
    }

    private static func document(seed: UInt64, _ format: any ExpositionFormat) throws -> PythonClient.Document {
        let escaping = NameEscaping.all[Int(seed % 4)]
        var random = RandomSnapshot(
            seed: seed, usesUTF8Names: seed % 2 == 0, hasTameExemplars: format is OpenMetricsFormat)
        let snapshot = try random.make().escaped(escaping)
        return PythonClient.Document(
            bytes: format.bytes(of: snapshot), contentType: "\(format.contentType); escaping=\(escaping)")
    }
}
