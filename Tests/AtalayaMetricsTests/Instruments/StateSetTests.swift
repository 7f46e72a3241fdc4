import AtalayaMetrics
import Testing

struct StateSetTests {
    private let registry = MetricsRegistry(configuration: .bare)

    private func phase() throws -> StateSet {
        try registry.makeStateSet(.stateSet("phase", help: "", states: ["pending", "rolling", "done"]))
    }

    @Test("All states are off at first, and selecting one leaves exactly that one on")
    func select() throws {
        let phase = try phase()
        #expect(phase.active.isEmpty)
        phase.select("rolling")
        phase.select("done")
        #expect(phase.active == ["done"])
        #expect(
            registry.text(OpenMetricsFormat()) == """
                # TYPE phase stateset
                phase{phase="pending"} 0
                phase{phase="rolling"} 0
                phase{phase="done"} 1
                # EOF

                """)
    }

    @Test("States switch one by one")
    func set() throws {
        let phase = try phase()
        phase.set("pending", isOn: true)
        phase.set("done", isOn: true)
        phase.set("pending", isOn: false)
        #expect(phase.active == ["done"])
    }

    @Test("A state that was not declared is dropped and counted")
    func undeclared() throws {
        let phase = try phase()
        phase.select("done")
        phase.select("nowhere")
        phase.set("", isOn: true)
        #expect(phase.active == ["done"])
        #expect(registry.rejectionCount(.invalidValue) == 2)
    }

    @Test("Other states are another definition")
    func conflict() throws {
        _ = try phase()
        let error = #expect(throws: MetricsError.self) {
            try registry.makeStateSet(.stateSet("phase", help: "", states: ["pending"]))
        }
        #expect(error?.reason == .definitionConflict)
    }
}

struct InfoTests {
    @Test("An info metric is 1 and says what it says in its labels", arguments: ExpositionFormats.texts)
    func exposed(format: any ExpositionFormat) throws {
        let registry = MetricsRegistry(configuration: .bare)
        try registry.makeInfo(
            .info("build_info", help: "Build.", labels: [LabelDescriptor("version")]), labels: ["version": "1.2"])
        #expect(registry.text(format).contains("\nbuild_info{version=\"1.2\"} 1\n"))
    }
}
