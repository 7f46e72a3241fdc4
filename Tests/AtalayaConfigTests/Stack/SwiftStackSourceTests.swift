import AtalayaConfig
import Foundation
import Testing

/// `ImportedExample.swift` beside this file is what the printer wrote for ``example``, compiled with the tests:
/// `RECORD_GOLDENS=1` writes it anew.
@Suite("Imported files as Swift source")
struct SwiftStackSourceTests {
    private static let hostile =
        "\u{0}quote\" back\\slash \\(x) \r\n\t #{1} 🗼 é e\u{301} \u{200B} \u{202E} \u{7F} $HOME"

    static let example: [ImportedFile] = [
        ImportedFile(
            path: "prometheus.yml",
            content: .yaml(
                .mapping([
                    .init("global", ["scrape_interval": "15s", "future": .plain("3.10")]),
                    .init(
                        "scrape_configs",
                        .sequence(
                            (1...14).map { number in
                                [
                                    "job_name": .string("job-\(number)"), "honor_labels": true,
                                    "static_configs": [["targets": [.string("host-\(number):9100")]]],
                                    "sample_limit": .int(Int64(number)),
                                ]
                            })),
                    .init("tagged", Document.string("text").tagged("!fluent/s")),
                    .init("empty", [:]), .init("none", .null), .init("list", []),
                    .init("twice", .double(0.1)), .init("twice", .double(-.infinity)),
                ]))),
        ImportedFile(
            path: "rules/shop.yml",
            content: .yaml([
                "groups": [["name": "shop", "rules": [["alert": "Down", "expr": .block("up\n  == 0\n")]]]]
            ])),
        ImportedFile(path: "boards/t.json", content: .json(["title": .string(hostile), "panels": []])),
        ImportedFile(
            path: "fluent.conf",
            content: .fluentd(
                FluentdElement(
                    "ROOT",
                    elements: [
                        FluentdElement(
                            "match", FluentdText("app.**"),
                            parameters: [
                                .init("@type", FluentdText("file")),
                                .init("path", FluentdText([.text("/var/log/"), .ruby("ENV['HOST']")])),
                                .init("keys", FluentdText("[\"a\"]", style: .json)),
                            ],
                            elements: [FluentdElement("buffer", FluentdText("tag"))])
                    ]))),
        ImportedFile(path: "typed/prometheus.yml", content: .prometheus(PrometheusSample.configuration)),
        ImportedFile(path: "notes.txt", content: .text(hostile + "\nsecond line\n")),
    ]

    private static let source = SwiftStackSource(name: "imported", files: example, typeName: "ImportedExample")

    @Test("The source that was compiled is the source that is printed now")
    func golden() throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "ImportedExample.swift")
        if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == "1" {
            try Data(Self.source.text.utf8).write(to: url)
            Issue.record("recorded; run again without RECORD_GOLDENS")
        }
        #expect(try String(contentsOf: url, encoding: .utf8) == Self.source.text)
    }

    @Test("What was printed and compiled is the same stack, and renders the same files")
    func compiled() throws {
        let stack = ImportedExample.make()
        #expect(stack == Stack(name: "imported", services: [], imported: Self.example))
        let files = Renderers.render(try #require(stack.validate().validated))
        #expect(files.map(\.path) == Self.example.map(\.path).sorted())
        for file in Self.example { #expect(files.contains { $0.path == file.path && $0.contents == file.contents }) }
        // Printed again it is the same text.
        #expect(
            SwiftStackSource(name: stack.name, files: stack.imported, typeName: "ImportedExample").text
                == Self.source.text)
    }

    @Test("No statement grows with the file")
    func statements() {
        let items = (0..<2_000).map { Document.mapping([.init("key", .string("value \($0)")), .init("n", .int(1))]) }
        let source = SwiftStackSource(
            name: "s", files: [ImportedFile(path: "a.yml", content: .yaml(.sequence(items)))])
        #expect(source.text.split(separator: "\n").allSatisfy { $0.utf8.count < 200 })
    }
}
