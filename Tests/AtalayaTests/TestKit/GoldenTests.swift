import Atalaya
import AtalayaTesting
import Testing

@Suite("Golden expositions")
struct GoldenTests {
    private let files = MemoryFileSystem()
    private let registry = MetricsRegistry()

    private func check(isRecording: Bool = false) throws {
        try expect(
            self.registry, emitsGolden: "Golden/a.prom", isRecording: isRecording, files: self.files,
            file: "/tests/A.swift")
    }

    @Test("recording writes beside the test and fails; afterwards the file holds")
    func recording() throws {
        let counter = try self.registry.makeCounter(.counter("a_total", help: "A."))
        self.files.write("", to: "/tests/Golden/a.prom")
        #expect(throws: ExpectationFailure.self) { try self.check(isRecording: true) }
        let recorded = try self.files.contents(of: "/tests/Golden/a.prom", bytesMax: 1000)
        #expect(String(decoding: recorded, as: UTF8.self) == "# HELP a_total A.\n# TYPE a_total counter\na_total 0\n")
        try self.check()
        counter.increment()
        let failure = #expect(throws: ExpectationFailure.self) { try self.check() }
        #expect(failure?.differences.sorted() == ["3 + a_total 1", "3 - a_total 0"])
    }

    @Test("a file that is missing says how to make it")
    func missing() {
        let failure = #expect(throws: ExpectationFailure.self) { try self.check() }
        #expect(failure?.summary.hasSuffix("RECORD_GOLDENS=1 records it") == true)
    }
}
