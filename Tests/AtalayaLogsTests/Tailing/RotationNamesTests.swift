import AtalayaLogs
import Testing

@Suite("Names of rotated files")
struct RotationNamesTests {
    static func generations(_ live: String, _ names: [String]) -> [String] {
        RotationNames.generations(of: live, among: names).map(\.name)
    }

    @Test(
        "Generations are found and sorted from the oldest to the newest",
        arguments: [
            ("app.log", ["app.log.1", "app.log.10", "app.log.2"], ["app.log.10", "app.log.2", "app.log.1"]),
            ("app.log", ["app.1.log", "app.2.log"], ["app.2.log", "app.1.log"]),
            ("app.log", ["app.log-20260302", "app.log-20260301"], ["app.log-20260301", "app.log-20260302"]),
            ("app.log", ["app-2026-03-02.log", "app-2026-02-28.log"], ["app-2026-02-28.log", "app-2026-03-02.log"]),
            (
                "0.log", ["0.log.20260301-101112", "0.log.20260301-091112"],
                ["0.log.20260301-091112", "0.log.20260301-101112"]
            ),
            (
                "app.log", ["app.log.2026-03-01T10:00:00Z", "app.log.old"],
                ["app.log.2026-03-01T10:00:00Z", "app.log.old"]
            ),
            (
                "app.log", ["app.log.1.gz", "app.log.2.zst", "app.log.gz"],
                ["app.log.2.zst", "app.log.1.gz", "app.log.gz"]
            ),
            ("syslog", ["syslog.1", "syslog.2.gz"], ["syslog.2.gz", "syslog.1"]),
            ("app.log", ["app.log.1767225600", "app.log.1767222000"], ["app.log.1767222000", "app.log.1767225600"]),
        ])
    func order(live: String, names: [String], expected: [String]) {
        #expect(Self.generations(live, names + [live]) == expected)
    }

    @Test(
        "Files of their own are no generations",
        arguments: [
            "app.log", "app.log.swp", "app.log~", "app-errors.log", "app2.log", "app.log1", "other.log.1", "app.log.",
            "app.log.-",
            "app.log.1.tmp", "app.log.12-34", "xapp.log.1", "app", "app.log.99999999999999999999", "",
            "app.log.1.gz.part",
        ])
    func others(name: String) {
        #expect(Self.generations("app.log", [name]) == [])
    }

    @Test("A compressed generation is known as such")
    func compressed() {
        let generations = RotationNames.generations(of: "app.log", among: ["app.log.1", "app.log.2.gz"])
        #expect(generations.map(\.isCompressed) == [true, false])
    }

    @Test("The files being written are those that are no generation of another one")
    func liveNames() {
        let names = [
            "app.log", "app.log.1", "app.1.log", "app.log.2.gz", "app.log-20260301", "worker-1.log", "db.log.1",
            "db.log.old",
            "app-2026-03-01.log",
        ]
        #expect(RotationNames.liveNames(among: names) == ["app.log", "worker-1.log", "db.log.1", "db.log.old"])
        #expect(RotationNames.liveNames(among: ["worker.log", "worker-1.log"]) == ["worker.log"])
        #expect(RotationNames.liveNames(among: []) == [])
    }

    @Test("A survey looks at the path first, then from newer files to older ones")
    func surveyOrder() {
        let request = SurveyRequest(path: "/logs/app.log", ranges: [])
        let (readable, compressed) = request.files(among: ["app.log.2", "app.log", "app.log.1", "app.log.3.gz", "x"])
        #expect(readable == ["/logs/app.log", "/logs/app.log.1", "/logs/app.log.2"])
        #expect(compressed == ["/logs/app.log.3.gz"])
    }
}
