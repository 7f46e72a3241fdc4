import AtalayaMetrics
import Foundation
import Testing

/// Ask a stranger: what we write is read by the readers that matter.
@Suite("The exposition of a hostile registry")
struct ExpositionPeerTests {
    /// A format that shows as its content type.
    struct Case: Sendable, CustomTestStringConvertible {
        var format: any ExpositionFormat
        var testDescription: String { format.contentType }
    }

    static let formats = ExpositionFormats.all.map(Case.init)

    @Test("passes promtool check metrics", .needs(.promtool))
    func promtool() async throws {
        let text = PlainTextFormat().bytes(of: try HostileRegistry.make().snapshot())
        let outcome = try await Peer.promtool.run(
            ["check", "metrics"], input: String(decoding: text, as: UTF8.self))
        // Its naming advice exits with 3; help texts of nothing and the like are what this registry is about.
        let complaints = outcome.errorLines.filter { !$0.contains("no help text") }
        #expect(complaints.isEmpty)
        #expect([0, 3].contains(outcome.exitCode))
    }

    /// The Python client has no reader of protobuf.
    @Test(
        "is read by the Python client as it was written", .needs(.python),
        arguments: formats.filter { $0.format.mediaType != "application/vnd.google.protobuf" })
    func python(_ format: Case) async throws {
        let bytes = format.format.bytes(of: try HostileRegistry.make().snapshot())
        let samples = try await PythonClient.read(bytes, contentType: format.format.contentType)
        let read = Set(samples)
        for sample in HostileRegistry.expected where !read.contains(sample) {
            Issue.record("the Python client has not read \(sample)")
        }
        #expect(read.count == samples.count, "a sample was read twice")
    }

    @Test("is read by our own parser as it was written", arguments: formats)
    func ourselves(_ format: Case) throws {
        let bytes = format.format.bytes(of: try HostileRegistry.make().snapshot())
        let parsed = ExpositionParser.parse(bytes, as: .init(contentType: format.format.contentType))
        #expect(parsed.problems.isEmpty)
        let read = Set(parsed.families.flatMap(\.samples).map(ReadSample.init))
        for sample in HostileRegistry.expected where !read.contains(sample) {
            Issue.record("our parser has not read \(sample)")
        }
    }
}
