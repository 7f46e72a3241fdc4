import AtalayaModel
import Testing

struct MetricNameTests {
    @Test(
        "Legal names are kept as they are", arguments: ["up", "http_requests_total", ":rule:name", "_x", "A9", "a:b"])
    func acceptsLegalNames(name: String) throws {
        #expect(try MetricName(name).rawValue == name)
    }

    @Test(
        "Illegal names are refused",
        arguments: [
            "", "9lives", "a-b", "a.b", "a b", "é", "a\u{0}", "a\n", "B\u{300}", "{",
            String(repeating: "ü", count: 10_000),
        ])
    func refusesIllegalNames(name: String) {
        let error = #expect(throws: ModelError.self) { try MetricName(name) }
        #expect(error?.code == .invalidMetricName)
        #expect((error?.message.count ?? 0) < 300)
    }

    @Test("Names sort by their bytes")
    func sorts() throws {
        let names = try ["b", "B", "a_b", "ab"].map { try MetricName($0) }
        #expect(names.sorted().map(\.rawValue) == ["B", "a_b", "ab", "b"])
    }

    @Test("Any text but none is a name in UTF-8", arguments: ["http.requests", "é", "a\nb", "\"", "9", "花火", "\u{0}"])
    func acceptsUTF8(name: String) throws {
        #expect(try MetricName(utf8: name).rawValue == name)
        #expect(try !MetricName(utf8: name).isLegacy)
        #expect(throws: ModelError.self) { try MetricName(utf8: "") }
    }

    @Test("A legal name is the same name in UTF-8")
    func sameName() throws {
        #expect(try MetricName(utf8: "up") == MetricName("up"))
        #expect(try MetricName(utf8: "up").isLegacy)
    }

    @Test("Two spellings of a letter are two names")
    func spellings() throws {
        #expect(try MetricName(utf8: "\u{E9}") != MetricName(utf8: "e\u{301}"))
        #expect(try Set([MetricName(utf8: "\u{E9}"), MetricName(utf8: "e\u{301}")]).count == 2)
    }
}

struct LabelNameTests {
    @Test("Legal names are kept as they are", arguments: ["method", "_private", "Z9", "le", "quantile"])
    func acceptsLegalNames(name: String) throws {
        #expect(try LabelName(name).rawValue == name)
    }

    @Test("Illegal names are refused", arguments: ["", "9", "a:b", "a-b", "naïve", "a=b", "\""])
    func refusesIllegalNames(name: String) {
        #expect(throws: ModelError.self) { try LabelName(name) }
    }

    @Test("Names of Prometheus' own are refused with their own code", arguments: ["__name__", "__", "__x"])
    func refusesReservedNames(name: String) {
        let error = #expect(throws: ModelError.self) { try LabelName(name) }
        #expect(error?.code == .reservedLabelName)
        #expect(error?.shortDescription == "reserved_label_name")
    }

    @Test("Any text but none is a name in UTF-8, except Prometheus' own", arguments: ["http.route", "a:b", "é", "\n"])
    func acceptsUTF8(name: String) throws {
        #expect(try LabelName(utf8: name).rawValue == name)
        #expect(try !LabelName(utf8: name).isLegacy)
        #expect(throws: ModelError.self) { try LabelName(utf8: "") }
        let error = #expect(throws: ModelError.self) { try LabelName(utf8: "__\(name)") }
        #expect(error?.code == .reservedLabelName)
    }

    @Test("Two spellings of a letter are two names")
    func spellings() throws {
        #expect(try LabelName(utf8: "\u{E9}") != LabelName(utf8: "e\u{301}"))
    }
}
