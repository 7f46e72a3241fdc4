import Testing

/// The corners of the rules that are more than a search for a word.
@Suite("The rules themselves")
struct RuleDetailTests {
    @Test(
        "read import lines",
        arguments: [
            ("import Foundation", "Foundation"),
            ("public import AtalayaModel", "AtalayaModel"),
            ("@testable import AtalayaLogs", "AtalayaLogs"),
            ("@_exported public import AtalayaConfig", "AtalayaConfig"),
            ("import struct NIOCore.ByteBuffer", "NIOCore"),
            ("let important = 1", nil),
        ] as [(String, String?)])
    func imports(code: String, module: String?) {
        #expect(ImportRule.importedModule(code) == module)
    }

    @Test(
        "tell a force unwrap from a negation",
        arguments: [
            ("a!.b", true), ("f()!", true), ("a[0]!", true), ("let x: Int!", true),
            ("!a", false), ("a != b", false), ("a!=b", false), ("if !f() {", false), ("#if !os(Linux)", false),
        ])
    func forceUnwraps(code: String, expected: Bool) {
        #expect(ReasonRule.containsForceUnwrap(code) == expected)
    }

    @Test("read the targets of a Makefile")
    func makefile() {
        let lines: [Substring] = ["demo: build", "\tgo:", "CFLAGS := -O2", ".PHONY: demo", "test check:", "# note: no"]
        #expect(FrontDoorRule.targets(of: lines) == ["demo", ".PHONY", "test", "check"])
    }

    @Test(
        "resolve links",
        arguments: [
            ("../a/b.md", "docs", "a/b.md"), ("./c.md", "docs", "docs/c.md"), ("/d.md", "docs", "d.md"),
            ("../../e.md", "docs", "../e.md"), ("f/", "", "f"),
        ])
    func links(target: String, folder: String, path: String) {
        #expect(LocalLinkRule.resolve(target, from: folder) == path)
    }

    @Test("leave alone links that are not local")
    func remoteLinks() {
        #expect(LocalLinkRule.targets(in: "[a](https://b.c/d) [e](#f) [g](mailto:h@i) [j](k.md#l \"m\")") == ["k.md"])
    }

    @Test(
        "find the code of a page in a test, whatever its indentation",
        arguments: [
            (["    a {", "        b", "", "    }"], true), (["a {", "    b", "", "}"], true),
            (["    a {", "    b", "", "    }"], false), (["x a {", "x     b", "", "x }"], false),
            (["    a {", "        c", "", "    }"], false), (["    a {"], false),
        ])
    func documentationCode(lines: [String], isThere: Bool) {
        #expect(DocumentationCodeRule.contains(lines.map { $0[...] }, ["a {", "    b", "", "}"]) == isThere)
    }

    @Test(
        "see what AtalayaMetrics would build besides itself",
        arguments: [
            (#", type: .static"#, #""AtalayaModel""#, "", true),
            ("", #""AtalayaModel""#, "", false),
            (#", type: .static"#, #""AtalayaModel", "AtalayaNetwork""#, "", false),
            (#", type: .static"#, #""AtalayaModel""#, #".product(name: "NIOCore", package: "swift-nio")"#, false),
        ] as [(String, String, String, Bool)])
    func buildsAlone(type: String, dependencies: String, products: String, isAlone: Bool) {
        let manifest = """
            .library(name: "AtalayaMetrics"\(type), targets: ["AtalayaMetrics"]),
            .target(name: "AtalayaMetrics", dependencies: [\(dependencies)]),
            .target(name: "AtalayaModel", dependencies: [\(products)]),
            """
        #expect(BuildsAloneRule().findings(in: Tree(["Package.swift": manifest])).isEmpty == isAlone)
    }
}
