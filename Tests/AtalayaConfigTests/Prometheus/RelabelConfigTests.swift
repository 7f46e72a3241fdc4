import AtalayaConfig
import Testing

struct RelabelConfigTests {
    static let all: [RelabelConfig] = [
        .replace(from: ["a", "b"], separator: "", regex: "(.*)", to: "c", replacement: "${1}_x"),
        .replace(to: "c", replacement: ""), .keep(["a"], matching: "x"), .drop(["a"], matching: "x"),
        .hashmod(["a"], modulus: 0, to: "c"), .labelmap(matching: "x_(.*)", replacement: "${1}"),
        .labeldrop(matching: "x"),
        .labelkeep(matching: "x"), .lowercase(["a"], to: "c"), .uppercase(["a"], to: "c"), .keepequal(["a"], to: "c"),
        .dropequal(["a"], to: "c"),
    ]

    @Test("Every step that can be made is one that Prometheus accepts", arguments: all)
    func accepted(step: RelabelConfig) throws {
        let job = ScrapeConfig(jobName: "a", relabelConfigs: [step])
        let configuration = PrometheusConfiguration(scrapeConfigs: [job])
        let text = JSONWriter.write(configuration.document(for: TargetVersion(2, 42)))
        let node = try #require(JSONDocumentReader.read(text, file: "f").node)
        let check = PrometheusCheck()
        #expect(check.check(node, file: "f", targets: Targets(prometheus: TargetVersion(2, 42))) == [])
    }

    @Test("Empty separators and replacements are written, because they mean something")
    func empty() {
        let text = YAMLWriter.write(
            RelabelConfig.replace(from: ["a"], separator: "", to: "c", replacement: "").document())
        #expect(text == "source_labels: [a]\nseparator: \"\"\ntarget_label: c\nreplacement: \"\"\n")
    }

    @Test("What a version cannot express is reported")
    func unsupported() {
        let job = ScrapeConfig(jobName: "a", fallbackScrapeProtocol: .openMetrics100)
        let configuration = PrometheusConfiguration(scrapeConfigs: [job])
        #expect(configuration.unsupported(in: TargetVersion(3, 0)) == [])
        #expect(configuration.unsupported(in: TargetVersion(2, 42)).map(\.rule) == ["target-lacks-setting"])
    }
}
