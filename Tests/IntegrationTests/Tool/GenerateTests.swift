import Testing

@Suite("atalaya init and generate")
struct GenerateTests {
    let place: TemporaryFolder

    init() async throws {
        place = try TemporaryFolder()
        let outcome = try await RunningProgram.run(Checkout.tool, ["init"], in: place.path)
        try #require(outcome.exitCode == 0, "\(outcome.errors)")
    }

    private func generate(_ arguments: String...) async throws -> RunningProgram.Outcome {
        try await RunningProgram.run(Checkout.tool, ["generate"] + arguments, in: place.path)
    }

    @Test("what init writes generates without a warning")
    func starter() async throws {
        let outcome = try await generate()
        #expect(outcome.exitCode == 0)
        #expect(outcome.errors == "")
        #expect(try place.names().contains("monitoring/prometheus.yml"))
        #expect(try place.names().contains("monitoring/docker-compose.yml"))
        #expect(try place.names().contains("logging/fluentd.yml"))
    }

    @Test("init does not replace a file that is there")
    func initKeeps() async throws {
        try place.write("atalaya.yml", "mine")
        let outcome = try await RunningProgram.run(Checkout.tool, ["init"], in: place.path)
        #expect(outcome.exitCode == 1)
        #expect(place.text(of: "atalaya.yml") == "mine")
    }

    @Test("the same description gives the same bytes")
    func isDeterministic() async throws {
        _ = try await generate("--output", "one")
        _ = try await generate("--output", "two")
        let names = try place.names().filter { $0.hasPrefix("one/") }.map { String($0.dropFirst(4)) }
        #expect(names.count > 10)
        for name in names {
            #expect(place.text(of: "one/\(name)") == place.text(of: "two/\(name)"), "\(name)")
        }
    }

    @Test("--check is content right after generate, and names a file that was edited, removed or left over")
    func check() async throws {
        _ = try await generate()
        #expect(try await generate("--check").exitCode == 0)

        let original = place.text(of: "monitoring/prometheus.yml")
        try place.append("monitoring/prometheus.yml", "# edited\n")
        let edited = try await generate("--check")
        #expect(edited.exitCode == 1)
        #expect(edited.errorLines.first?.hasPrefix("monitoring/prometheus.yml: error[not-generated]") == true)
        #expect(place.text(of: "monitoring/prometheus.yml") == original + "# edited\n", "--check writes nothing")

        _ = try await generate("--force")
        try place.write("monitoring/old.yml", original)
        let leftOver = try await generate("--check")
        #expect(leftOver.exitCode == 1)
        #expect(leftOver.errors.contains("monitoring/old.yml: error[left-over]"))
    }

    @Test("without a description says how to begin")
    func noDescription() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await RunningProgram.run(Checkout.tool, ["generate"], in: folder.path)
        #expect(outcome.exitCode == 2)
        #expect(outcome.errorLines.count == 1)
        #expect(outcome.errors.contains("atalaya.yml") && outcome.errors.contains("atalaya init"), "\(outcome.errors)")
    }

    @Test("--diff shows the change and writes nothing")
    func diff() async throws {
        _ = try await generate()
        try place.append("monitoring/prometheus.yml", "# edited\n")
        let before = place.text(of: "monitoring/prometheus.yml")
        let outcome = try await generate("--diff")
        #expect(outcome.exitCode == 0)
        #expect(outcome.output.contains("--- monitoring/prometheus.yml\n+++ monitoring/prometheus.yml\n@@ "))
        #expect(outcome.output.contains("\n-# edited\n"))
        #expect(place.text(of: "monitoring/prometheus.yml") == before)
    }

    @Test(
        "a file that somebody else wrote is not replaced without --force, and nothing else is written either",
        arguments: [("monitoring/prometheus.yml", "global: {}\n"), ("monitoring/sidecar.json", "{}\n")])
    func foreign(path: String, contents: String) async throws {
        try place.write(path, contents)
        let refused = try await generate()
        #expect(refused.exitCode == 1)
        #expect(refused.errors.contains("\(path): error[not-generated]"))
        #expect(try place.names() == ["atalaya.yml", path])
        #expect(try await generate("--force").exitCode == 0)
        #expect(place.text(of: path) != contents)
    }

    @Test("every mistake of a description is one line, all in one run, and nothing is written")
    func mistakes() async throws {
        try place.write(
            "atalaya.yml",
            """
            stack: {name: shop}
            services:
              shop:
                adress: shop:8000
                address: shop:8000
                health: {path: /health, interval: 5 parsecs}
                metrics:
                  http_requests_total: {type: counter, help: x, labels: {"bad-label": any}}
            prometheus:
              jobs:
                extra: {targets: ["x:1"]}
                extra: {targets: ["x:1"]}
                other: {targets: 7}

            """)
        let outcome = try await generate()
        #expect(outcome.exitCode == 1)
        let places = outcome.errorLines.dropLast().map { line in line.prefix { $0 != "]" } + "]" }
        #expect(
            places == [
                "atalaya.yml:4: error[unknown-key]",
                "atalaya.yml:6: error[invalid-duration]",
                "atalaya.yml:8: error[invalid-label-name]",
                "atalaya.yml:12: error[duplicate-key]",
                "atalaya.yml:13: error[wrong-type]",
            ])
        #expect(try place.names() == ["atalaya.yml"])
    }

    @Test(
        "a syntax error is one line with its place",
        arguments: [
            ("a: [1", 1), ("a: b: c", 1), ("stack:\n\tname: x", 2), ("a: *nowhere", 1), ("a: 1\n---\nb: 2", 2),
            ("? [a]\n: b", 1),
        ])
    func syntax(_ text: String, _ line: Int) async throws {
        try place.write("atalaya.yml", text)
        let outcome = try await generate()
        #expect(outcome.exitCode == 1)
        #expect(
            outcome.errorLines.first?.hasPrefix("atalaya.yml:\(line): error[yaml-syntax]: ") == true,
            "\(outcome.errors)")
    }

    @Test(
        "a wrong use leaves with 2",
        arguments: [
            ["--stack", "nowhere.yml"], ["--target", "nonsense=1"], ["--target", "prometheus"], ["--no-such-flag"],
        ])
    func usage(_ arguments: [String]) async throws {
        let outcome = try await RunningProgram.run(Checkout.tool, ["generate"] + arguments, in: place.path)
        #expect(outcome.exitCode == 2)
        #expect(!outcome.errors.isEmpty)
    }
}

extension TemporaryFolder {
    /// The paths of all files inside, sorted.
    fileprivate func names() throws -> [String] {
        try allFiles().keys.sorted()
    }
}
