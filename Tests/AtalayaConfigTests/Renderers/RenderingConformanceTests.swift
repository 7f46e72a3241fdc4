import AtalayaConfig
import Testing

/// What every renderer promises, asked of all of them: a new one is tested before its author writes a test.
@Suite("Renderers")
struct RenderingConformanceTests {
    @Test("The same stack gives the same bytes", arguments: TestStacks.allCases)
    func deterministic(stack: TestStacks) throws {
        let first = Renderers.render(try stack.validated())
        #expect(first == Renderers.render(try stack.validated()))
    }

    @Test(
        "No two renderers write the same path, and every path stays below the output directory",
        arguments: TestStacks.allCases)
    func paths(stack: TestStacks) throws {
        let paths = Renderers.render(try stack.validated()).map(\.path)
        #expect(Set(paths).count == paths.count)
        for path in paths {
            #expect(!path.hasPrefix("/") && !path.split(separator: "/").contains(".."), "\(path)")
        }
    }

    @Test("Renderers have different names")
    func names() {
        #expect(Set(Renderers.all.map(\.name)).count == Renderers.all.count)
    }

    @Test("Every file ends with one line break and holds no other control characters", arguments: TestStacks.allCases)
    func text(stack: TestStacks) throws {
        for file in Renderers.render(try stack.validated()) {
            #expect(file.contents.hasSuffix("\n") && !file.contents.hasSuffix("\n\n"), "\(file.path)")
            let hasControls = file.contents.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }
            #expect(!hasControls, "\(file.path)")
        }
    }

    @Test("A generated file that can hold a remark says what made it", arguments: TestStacks.allCases)
    func header(stack: TestStacks) throws {
        for file in Renderers.render(try stack.validated())
        where !file.path.hasSuffix(".gitignore") && !file.path.hasSuffix("sidecar.json") {
            #expect(file.contents.contains("enerated by `atalaya generate`"), "\(file.path)")
        }
    }

    @Test("No secret's value can be in a file, because the stack holds only the names of files")
    func secrets() throws {
        let files = Renderers.render(try TestStacks.full.validated())
        let alertmanager = try #require(files.first { $0.path == "monitoring/alertmanager.yml" })
        #expect(alertmanager.contents.contains("/run/secrets/slack_url"))
    }
}
