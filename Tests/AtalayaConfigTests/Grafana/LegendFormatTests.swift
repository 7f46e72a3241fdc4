import AtalayaConfig
import Testing

@Suite("Legend format")
struct LegendFormatTests {
    @Test("Labels and text are kept apart")
    func interpolation() {
        let legend: LegendFormat = "p99 \(label: "route")"
        #expect(legend.text == "p99 {{route}}")
        #expect(LegendFormat.labels(["method", "status"], otherwise: "all").text == "{{method}} {{status}}")
        #expect(LegendFormat.labels([], otherwise: "all").text == "all")
    }

    @Test("Hostile text means nothing to Grafana", arguments: HostileText.all)
    func hostileText(text: String) {
        let shown = LegendFormat.literal(text).text
        for markup in ["{{", "}}", "[[", "]]", "${", "\n", "\0"] { #expect(!shown.contains(markup)) }
        #expect(shown.firstMatch(of: /\$[A-Za-z_]/) == nil)
        // Nothing but spaces is added, and nothing but control characters is lost.
        let kept = text.unicodeScalars.filter { $0.value >= 0x20 && $0 != " " }
        #expect(shown.unicodeScalars.filter { $0 != " " }.elementsEqual(kept))
    }
}
