import Testing

@testable import AtalayaConfig

@Suite("What earlier matches take")
struct FluentdTakenEventsTests {
    @Test("Ten thousand matches are looked up in a few steps each, and many ways through a pattern end at the limit")
    func steps() {
        var taken = FluentdTakenEvents()
        for number in 0..<10_000 {
            let pattern = FluentdTagPattern("a\(number).b.**")
            #expect(taken.line(thatTakes: pattern) == nil)
            taken.add(pattern, line: number + 1)
        }
        #expect(taken.line(thatTakes: FluentdTagPattern("a9999.b.c")) == 10_000)
        #expect(taken.steps < 10_000 * 8)

        taken.beginRouting()
        taken.add(FluentdTagPattern("**.x.**.x.**.y"), line: 1)
        let long = FluentdTagPattern(Array(repeating: "x", count: 400).joined(separator: "."))
        for _ in 0..<10 { #expect(taken.line(thatTakes: long) == nil) }
        #expect(taken.steps <= FluentdTakenEvents.stepsMax + 1_000)
    }

    @Test(
        "What earlier matches take is found part by part",
        arguments: [
            (["a"], "a", true), (["a"], "b", false), (["*"], "a", true), (["*"], "a.b", false), (["*"], "**", false),
            (["**"], "/a/", true), (["a.**"], "a", true), (["a.**"], "a.b.c", true), (["a.**"], "b", false),
            (["**.b"], "b", true), (["**.b"], "a.a.b", true), (["**.b"], "a.b.c", false), (["a.**.c"], "a.c", true),
            (["a.**.c"], "a.x.y.c", true), (["a.*"], "a.**", false), (["a.**"], "a.*", true),
            (["a", "b"], "a b", false),
            (["a", "a b c"], "b {a,c}", true), (["/a/"], "a", false), (["{a,b}.c"], "b.c", true),
            (["a.*.c"], "a.*.c", true),
        ])
    func covered(matches: [String], wanted: String, isTaken: Bool) {
        var taken = FluentdTakenEvents()
        for (index, match) in matches.enumerated() { taken.add(FluentdTagPattern(match), line: index + 1) }
        #expect((taken.line(thatTakes: FluentdTagPattern(wanted)) != nil) == isTaken)
    }
}
