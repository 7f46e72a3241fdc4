import AtalayaConfig
import Testing

@Suite("Text of dashboards")
struct DashboardTextTests {
    @Test("Labels and text are kept apart")
    func legend() {
        let legend: LegendFormat = "p99 \(.label("route"))"
        #expect(legend.text == "p99 {{route}}")
        #expect(LegendFormat.labels(["method", "status"], otherwise: "all").text == "{{method}} {{status}}")
        #expect(LegendFormat.labels([], otherwise: "all").text == "all")
        #expect(("of \(.variable("service"))" as DashboardText).text == "of ${service}")
    }

    @Test("Hostile text means nothing to Grafana", arguments: HostileText.all)
    func hostileText(text: String) {
        let legend = LegendFormat(text).text
        for markup in ["{{", "}}", "\n"] { #expect(!legend.contains(markup)) }
        for shown in [legend, DashboardText(text).text] {
            for markup in ["[[", "]]", "${", "\0"] { #expect(!shown.contains(markup)) }
            #expect(shown.firstMatch(of: /\$\w/) == nil)
            // Nothing but spaces is added, and nothing but control characters is lost.
            let kept = text.unicodeScalars.filter { $0.value >= 0x20 && $0 != " " }
            #expect(shown.unicodeScalars.filter { $0.value >= 0x20 && $0 != " " }.elementsEqual(kept))
        }
    }

    @Test("Text of several lines keeps its lines, and a legend has one")
    func lines() {
        #expect(DashboardText("a\n\tb\r").text == "a\n\tb ")
        #expect(LegendFormat("a\n\tb\r").text == "a  b ")
    }
}
