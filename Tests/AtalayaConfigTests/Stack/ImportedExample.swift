// Written by `atalaya import --format swift`: `Renderers.render` makes the same files of it again. It is yours to edit.
// swift-format-ignore-file
import AtalayaConfig

enum ImportedExample {
    static func make() -> Stack {
        var files: [ImportedFile] = []
        files.append(ImportedFile(path: "prometheus.yml", content: .yaml(value2())))
        files.append(ImportedFile(path: "rules/shop.yml", content: .yaml(Document.mapping([Document.Entry("groups", Document.sequence([Document.mapping([Document.Entry("name", Document.string("shop")), Document.Entry("rules", Document.sequence([Document.mapping([Document.Entry("alert", Document.string("Down")), Document.Entry("expr", Document.block("up\n  == 0\n"))])]))])]))]))))
        files.append(ImportedFile(path: "boards/t.json", content: .json(Document.mapping([Document.Entry("title", Document.string("\u{0}quote\" back\\slash \\(x) \r\n\t #{1} 🗼 é e\u{301} \u{200b} \u{202e} \u{7f} $HOME")), Document.Entry("panels", Document.sequence([]))]))))
        files.append(ImportedFile(path: "fluent.conf", content: .fluentd(value4())))
        files.append(ImportedFile(path: "notes.txt", content: .text("\u{0}quote\" back\\slash \\(x) \r\n\t #{1} 🗼 é e\u{301} \u{200b} \u{202e} \u{7f} $HOME\nsecond line\n")))
        return Stack(name: "imported", services: [], imported: files)
    }

    private static func value1() -> Document {
        var items: [Document] = []
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-1")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-1:9100")]))])])), Document.Entry("sample_limit", Document.int(1))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-2")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-2:9100")]))])])), Document.Entry("sample_limit", Document.int(2))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-3")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-3:9100")]))])])), Document.Entry("sample_limit", Document.int(3))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-4")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-4:9100")]))])])), Document.Entry("sample_limit", Document.int(4))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-5")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-5:9100")]))])])), Document.Entry("sample_limit", Document.int(5))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-6")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-6:9100")]))])])), Document.Entry("sample_limit", Document.int(6))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-7")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-7:9100")]))])])), Document.Entry("sample_limit", Document.int(7))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-8")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-8:9100")]))])])), Document.Entry("sample_limit", Document.int(8))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-9")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-9:9100")]))])])), Document.Entry("sample_limit", Document.int(9))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-10")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-10:9100")]))])])), Document.Entry("sample_limit", Document.int(10))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-11")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-11:9100")]))])])), Document.Entry("sample_limit", Document.int(11))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-12")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-12:9100")]))])])), Document.Entry("sample_limit", Document.int(12))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-13")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-13:9100")]))])])), Document.Entry("sample_limit", Document.int(13))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-14")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-14:9100")]))])])), Document.Entry("sample_limit", Document.int(14))]))
        return Document.sequence(items)
    }

    private static func value2() -> Document {
        var entries: [Document.Entry] = []
        entries.append(Document.Entry("global", Document.mapping([Document.Entry("scrape_interval", Document.string("15s")), Document.Entry("future", Document.plain("3.10"))])))
        entries.append(Document.Entry("scrape_configs", value1()))
        entries.append(Document.Entry("tagged", Document.styled(Document.Style(comments: [], isAfterBlankLine: false, isFlow: false, tag: "!fluent/s"), Document.string("text"))))
        entries.append(Document.Entry("empty", Document.mapping([])))
        entries.append(Document.Entry("none", Document.null))
        entries.append(Document.Entry("list", Document.sequence([])))
        entries.append(Document.Entry("twice", Document.double(0.1)))
        entries.append(Document.Entry("twice", Document.double(-Double.infinity)))
        return Document.mapping(entries)
    }

    private static func value3() -> FluentdElement {
        var element = FluentdElement("match", FluentdText([FluentdText.Part.text("app.**")]))
        element.parameters.append(FluentdElement.Parameter("@type", FluentdText([FluentdText.Part.text("file")])))
        element.parameters.append(FluentdElement.Parameter("path", FluentdText([FluentdText.Part.text("/var/log/"), FluentdText.Part.ruby("ENV['HOST']")])))
        element.parameters.append(FluentdElement.Parameter("keys", FluentdText([FluentdText.Part.text("[\"a\"]")], style: .json)))
        element.elements.append(FluentdElement("buffer", FluentdText([FluentdText.Part.text("tag")])))
        return element
    }

    private static func value4() -> FluentdElement {
        var element = FluentdElement("ROOT", FluentdText([]))
        element.elements.append(value3())
        return element
    }
}
