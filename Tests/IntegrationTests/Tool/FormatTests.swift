import Foundation
import Testing

@Suite("atalaya fmt")
struct FormatTests {
    let place: TemporaryFolder

    init() throws {
        place = try TemporaryFolder()
    }

    private func format(_ arguments: String...) async throws -> RunningProgram.Outcome {
        try await RunningProgram.run(Checkout.tool, ["fmt"] + arguments, in: place.path)
    }

    private func contents(_ name: String) throws -> String {
        try String(contentsOf: URL(filePath: place.path).appending(path: name), encoding: .utf8)
    }

    @Test("a file is written in its canonical form, with its comments, and then is in order")
    func writes() async throws {
        try place.write(
            "a.yml",
            "# top\nscrape_configs:\n- job_name:   'a'   # beside\n  honor_labels: yes\n  params: {b: [\"c\"]}\n")
        #expect(try await format("--check", "a.yml").exitCode == 1)
        #expect(try await format("a.yml").exitCode == 0)
        #expect(
            try contents("a.yml") == """
                # top
                scrape_configs:
                  # beside
                  - job_name: a
                    honor_labels: yes
                    params: {b: [c]}

                """)
        #expect(try await format("--check", "a.yml").exitCode == 0)
    }

    @Test(
        "a file that would lose something is refused and stays as it is",
        arguments: ["a: &x [1]\nb: *x\n", "a: !t b\n", "a: &x {b: 1}\nc:\n  <<: *x\n", "a: [\n"])
    func refuses(text: String) async throws {
        try place.write("a.yml", text)
        let outcome = try await format("a.yml")
        #expect(outcome.exitCode == 1)
        #expect(outcome.errors.contains("a.yml"))
        #expect(try contents("a.yml") == text)
    }

    @Test("with --expand, aliases and merge keys become what they stand for; tags are still refused")
    func expands() async throws {
        try place.write("a.yml", "a: &x {b: 1, c: [2]}\nd:\n  <<: *x\n  b: 3\ne: *x\n")
        let refused = try await format("a.yml")
        #expect(refused.errors.contains("--expand"))
        #expect(try await format("--expand", "a.yml").exitCode == 0)
        #expect(
            try contents("a.yml") == """
                a: {b: 1, c: [2]}
                d:
                  b: 3
                  c: [2]
                e: {b: 1, c: [2]}

                """)
        try place.write("b.yml", "a: &x !t b\nc: *x\n")
        #expect(try await format("--expand", "b.yml").exitCode == 1)
    }

    @Test("each document of a file is written by itself")
    func documents() async throws {
        try place.write("a.yml", "# top\n---\na:   1\n---\n# second\nb: [ 2 ]\n---\n# nothing\n")
        #expect(try await format("a.yml").exitCode == 0)
        let text = try contents("a.yml")
        #expect(text == "# top\na: 1\n---\n# second\nb: [2]\n---\n# nothing\n")
        #expect(try await format("--check", "a.yml").exitCode == 0)
        try place.write("b.yml", "a: 1\n---\nb: !t c\n")
        let outcome = try await format("b.yml")
        #expect(outcome.exitCode == 1)
        #expect(outcome.errors.hasPrefix("b.yml:3: "), "\(outcome.errors)")
    }

    @Test("a comment of the file accepts a problem, with a reason")
    func suppression() async throws {
        try place.write(
            "rules.yml",
            "groups:\n  # atalaya:ignore group-interval-stale the source has one value an hour\n  - name: g\n    interval: 1h\n    rules: []\n"
        )
        let check = try await RunningProgram.run(Checkout.tool, ["check", "--strict", "rules.yml"], in: place.path)
        #expect(check.exitCode == 0, "\(check.errors)")
    }
}
