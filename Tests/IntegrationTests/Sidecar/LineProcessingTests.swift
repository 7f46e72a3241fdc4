import Foundation
import Testing

/// Lines of several files, each read in its own way, from the files to the aggregator.
@Suite("What the sidecar makes of lines")
struct LineProcessingTests {
    private struct Line: Decodable {
        struct Record: Decodable {
            var message: String?
            var stream: String?
            var level: String?
            var cluster: String?
        }
        var record: Record
    }

    private static let configuration = """
        {"tails": [
           {"source": "pods", "path": "PODS", "format": "cri", "content": "json", "tag": "pods",
            "filters": [{"drop": {"where": {"level": ["debug"]}}},
                        {"redact": {"presets": ["email", "bearer_token"]}},
                        {"add": {"fields": {"cluster": "main"}}}]},
           {"source": "trace", "path": "TRACE", "format": "none", "multiline": "python", "tag": "trace"}],
         "metrics": [
           {"name": "took_seconds", "type": "gauge", "help": "How long it took.", "unit": "seconds",
            "rules": [{"source": "trace", "pattern": "took (?P<seconds>[0-9.]+) s", "value": "seconds"}]}]}
        """

    private func records(_ scene: SidecarScene, _ tag: String) throws -> [Line.Record] {
        try scene.folder.wholeLines(of: "received/\(tag).ndjson").map {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8)).record
        }
    }

    @Test("parts are joined, tracebacks are one record, secrets stay, what is dropped is counted")
    func everything() async throws {
        let scene = try SidecarScene()
        let text = Self.configuration
            .replacing("PODS", with: scene.folder.path("pods/*.log"))
            .replacing("TRACE", with: scene.folder.path("trace/*.log"))
        try scene.folder.write("sidecar.json", text)
        try scene.folder.write("pods/a.log", "")
        try scene.folder.write("trace/a.log", "")
        let receiver = try await scene.startReceiver()
        let sidecar = try await scene.startSidecar(["--config", scene.folder.path("sidecar.json")])

        let head = "2026-03-01T12:00:00.000000001Z"
        let long = String(repeating: "x", count: 40_000)
        try scene.folder.append(
            "pods/a.log",
            #"""
            \#(head) stdout P {"level":"info","message":"ada@example.org\#(" ")
            \#(head) stderr F {"level":"error","message":"Authorization: Bearer abc.def"}
            \#(head) stdout P \#(long)
            \#(head) stdout F "}
            \#(head) stdout F {"level":"debug","message":"nobody needs this"}
            \#(head) stderr F plain text

            """#)
        let traceback = """
            Traceback (most recent call last):
              File "a.py", line 1, in <module>
            ValueError: bad
            """
        try scene.folder.append("trace/a.log", "took 0.25 s\n\(traceback)\nlast\n")

        try await sidecar.until("all records arrive") {
            try records(scene, "pods").count >= 3 && records(scene, "trace").count >= 3
        }
        let pods = try records(scene, "pods")
        #expect(pods.map(\.level) == ["error", "info", nil])
        #expect(
            pods.map(\.message) == ["Authorization: Bearer [redacted]", "[redacted] \(long)", "plain text"])
        #expect(pods.map(\.stream) == ["stderr", "stdout", "stderr"])
        #expect(pods.allSatisfy { $0.cluster == "main" })
        #expect(try records(scene, "trace").map(\.message) == ["took 0.25 s", traceback, "last"])

        try await scene.untilMetric(
            "atalaya_log_records_acknowledged_total", ["source": "pods"], isAtLeast: 3, of: sidecar)
        #expect(try await scene.metric("atalaya_log_records_read_total", ["source": "pods"]) == 4)
        #expect(
            try await scene.metric(
                "atalaya_log_records_dropped_total", ["source": "pods", "reason": "filtered"]) == 1)
        #expect(
            try await scene.metric("atalaya_log_parse_errors_total", ["source": "pods", "reason": "unparsable"]) == 1)
        #expect(try await scene.metric("took_seconds") == 0.25)
        try await scene.expectBalance()

        // Everything is acknowledged or dropped, so nothing is read again.
        #expect(try await sidecar.stop().exitCode == 0)
        let again = try await scene.startSidecar(["--config", scene.folder.path("sidecar.json")])
        try scene.folder.append("trace/a.log", "after\n")
        try await again.until("the new line arrives") { try records(scene, "trace").count >= 4 }
        #expect(try records(scene, "pods").count == 3)
        #expect(try records(scene, "trace").count == 4)
        #expect(receiver.isRunning)
    }
}
