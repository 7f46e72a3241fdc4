import AtalayaModel
import Testing

struct NameEscapingTests {
    /// A name in each scheme. Where Prometheus' page and its code differ, these are what the code gives.
    struct Case: Sendable {
        let name: String
        let underscores: String
        let dots: String
        let values: String
    }

    static let cases = [
        Case(
            name: "no:escaping_required", underscores: "no:escaping_required", dots: "no:escaping_required",
            values: "no:escaping_required"),
        Case(
            name: "mysystem.prod.west.cpu.load", underscores: "mysystem_prod_west_cpu_load",
            dots: "mysystem_dot_prod_dot_west_dot_cpu_dot_load",
            values: "U__mysystem_2e_prod_2e_west_2e_cpu_2e_load"),
        Case(
            name: "mysystem.prod.west.cpu.load_total", underscores: "mysystem_prod_west_cpu_load_total",
            dots: "mysystem_dot_prod_dot_west_dot_cpu_dot_load__total",
            values: "U__mysystem_2e_prod_2e_west_2e_cpu_2e_load__total"),
        Case(
            name: "http.status:sum", underscores: "http_status:sum", dots: "http_dot_status:sum",
            values: "U__http_2e_status:sum"),
        Case(
            name: "label with 😱", underscores: "label_with__", dots: "label__with____",
            values: "U__label_20_with_20__1f631_"),
        Case(name: "花火", underscores: "__", dots: "____", values: "U___82b1__706b_"),
        Case(
            name: "label with \u{100}", underscores: "label_with__", dots: "label__with____",
            values: "U__label_20_with_20__100_"),
        Case(name: "0bad", underscores: "_bad", dots: "__bad", values: "U___30_bad"),
        // A letter and its accent are two characters, which only look like one.
        Case(name: "e\u{301}", underscores: "e_", dots: "e__", values: "U__e_301_"),
    ]

    @Test("Metrics' names by scheme", arguments: cases)
    func metrics(example: Case) {
        #expect(NameEscaping.allowUTF8.escape(metric: example.name) == example.name)
        #expect(NameEscaping.underscores.escape(metric: example.name) == example.underscores)
        #expect(NameEscaping.dots.escape(metric: example.name) == example.dots)
        #expect(NameEscaping.values.escape(metric: example.name) == example.values)
    }

    @Test("What is escaped is legal, and stays as it is when it is escaped again", arguments: cases, NameEscaping.all)
    func legal(example: Case, scheme: NameEscaping) throws {
        guard scheme != .allowUTF8 else { return }
        let metric = scheme.escape(metric: example.name)
        #expect(try MetricName(metric).rawValue == metric)
        #expect(scheme.escape(metric: metric) == metric)
        let label = scheme.escape(label: example.name)
        #expect(label.isLegacyLabelName)
        #expect(scheme.escape(label: label) == label)
    }

    @Test("A colon is legal in a metric and escaped in a label")
    func colons() {
        #expect(NameEscaping.underscores.escape(label: "a:b") == "a_b")
        #expect(NameEscaping.dots.escape(label: "a:b") == "a__b")
        #expect(NameEscaping.values.escape(label: "a:b") == "U__a_3a_b")
        #expect(NameEscaping.values.escape(metric: "a:b") == "a:b")
    }

    @Test("Schemes are known by their parameter", arguments: NameEscaping.all)
    func parameter(scheme: NameEscaping) {
        #expect(NameEscaping(parameter: scheme.description) == scheme)
    }

    @Test("Other parameters are no scheme", arguments: ["", "Dots", "utf-8", "underscore"])
    func unknown(parameter: String) {
        #expect(NameEscaping(parameter: parameter) == nil)
    }
}
