import Atalaya
import AtalayaTesting
import Testing

@Suite("Glob patterns")
struct GlobPatternTests {
    private static let files: MemoryFileSystem = {
        let files = MemoryFileSystem()
        for path in [
            "/var/log/a.log", "/var/log/b.log", "/var/log/b.txt", "/var/log/.hidden.log", "/var/log/app/x1.log",
            "/var/log/web/x2.log",
        ] {
            files.write("", to: path)
        }
        return files
    }()

    @Test(
        "match names as a shell does",
        arguments: [
            ("/var/log/*.log", ["/var/log/a.log", "/var/log/b.log"]),
            ("/var/log/a.log", ["/var/log/a.log"]),
            ("/var/log/c.log", []),
            ("/var/log/?.log", ["/var/log/a.log", "/var/log/b.log"]),
            ("/var/log/[b-z].*", ["/var/log/b.log", "/var/log/b.txt"]),
            ("/var/log/[!a].log", ["/var/log/b.log"]),
            ("/var/log/*/x*.log", ["/var/log/app/x1.log", "/var/log/web/x2.log"]),
            ("/var/log/.h*", ["/var/log/.hidden.log"]),
            ("/var/*/a*b*c*d*e*f*.log", []),
        ])
    func matching(pattern: String, expected: [String]) throws {
        #expect(try GlobPattern(pattern).matches(in: Self.files, limit: 100) == expected)
    }

    @Test("stop at the limit")
    func limit() throws {
        #expect(try GlobPattern("/var/log/*.log").matches(in: Self.files, limit: 1).count == 1)
    }

    @Test("say which directory is missing")
    func missingDirectory() {
        let error = #expect(throws: ShellError.self) {
            try GlobPattern("/nowhere/*.log").matches(in: Self.files, limit: 10)
        }
        #expect(error?.description == "/nowhere: no such file or directory")
    }
}
