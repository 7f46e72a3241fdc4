import AtalayaModel
import Testing

struct MetricDescriptorTests {
    @Test(
        "Descriptors that follow the rules",
        arguments: [
            ("http_requests_total", .counter, .none), ("gc_pause_seconds_total", .counter, .seconds),
            ("queue_length", .gauge, .none),
            ("heap_bytes", .gauge, .bytes), ("request_duration_seconds", .histogram, .seconds),
            ("rpc_seconds", .summary, .seconds),
            ("build_info", .info, .none), ("feature", .stateSet, .none), ("batch_bytes", .gaugeHistogram, .bytes),
            ("anything_total", .unknown, .none), ("node_count", .gauge, .none),
        ] as [(String, MetricKind, MetricUnit)])
    func accepts(name: String, kind: MetricKind, unit: MetricUnit) throws {
        let descriptor = try MetricDescriptor(name, kind: kind, help: "Help.", unit: unit)
        #expect(descriptor.name.rawValue == name)
        #expect((descriptor.buckets != nil) == (kind == .histogram || kind == .gaugeHistogram))
    }

    @Test(
        "Names that break a rule throw its code",
        arguments: [
            ("http_requests", .counter, .none, .missingSuffix), ("_total", .counter, .none, .missingSuffix),
            ("build", .info, .none, .missingSuffix), ("requests_total", .gauge, .none, .reservedSuffix),
            ("requests_total", .histogram, .none, .reservedSuffix), ("a_bucket", .gauge, .none, .reservedSuffix),
            ("a_created", .gauge, .none, .reservedSuffix), ("a_created_total", .counter, .none, .reservedSuffix),
            ("a_count", .histogram, .none, .reservedSuffix), ("a_sum", .summary, .none, .reservedSuffix),
            ("latency", .histogram, .seconds, .unitNotInName), ("latency_seconds_x", .gauge, .seconds, .unitNotInName),
            ("latencyseconds", .gauge, .seconds, .unitNotInName), ("seconds", .gauge, .seconds, .unitNotInName),
            ("a_seconds_info", .info, .seconds, .invalidUnit),
            ("a_seconds", .stateSet, .seconds, .invalidUnit), ("a-b", .gauge, .none, .invalidMetricName),
            ("", .gauge, .none, .invalidMetricName),
        ] as [(String, MetricKind, MetricUnit, ModelError.Code)])
    func refuses(name: String, kind: MetricKind, unit: MetricUnit, code: ModelError.Code) {
        let error = #expect(throws: ModelError.self) { try MetricDescriptor(name, kind: kind, help: "", unit: unit) }
        #expect(error?.code == code)
    }

    @Test("The hint of a counter without its suffix names the right name")
    func hint() {
        let error = #expect(throws: ModelError.self) { try MetricDescriptor.counter("jobs", help: "") }
        #expect(error?.message.contains("\"jobs_total\"") == true)
    }

    @Test("The hint of a missing unit puts it before _total")
    func unitHint() {
        let error = #expect(throws: ModelError.self) {
            try MetricDescriptor.counter("gc_total", help: "", unit: .seconds)
        }
        #expect(error?.message.contains("\"gc_seconds_total\"") == true)
    }

    @Test(
        "Labels that the kind sets itself are refused",
        arguments: [
            ("a", .histogram, "le"), ("a", .gaugeHistogram, "le"), ("a", .summary, "quantile"), ("a", .stateSet, "a"),
        ] as [(String, MetricKind, String)])
    func refusesReservedLabels(name: String, kind: MetricKind, label: String) {
        let error = #expect(throws: ModelError.self) {
            try MetricDescriptor(name, kind: kind, help: "", labels: [LabelDescriptor(label)])
        }
        #expect(error?.code == .reservedLabelName)
    }

    @Test("A label may be declared once")
    func refusesDuplicateLabels() {
        let error = #expect(throws: ModelError.self) {
            try MetricDescriptor.gauge("a", help: "", labels: [LabelDescriptor("x"), LabelDescriptor("x")])
        }
        #expect(error?.code == .duplicateLabel)
    }

    @Test("Buckets belong to histograms")
    func refusesBucketsElsewhere() {
        let error = #expect(throws: ModelError.self) {
            try MetricDescriptor("a", kind: .gauge, help: "", buckets: .default)
        }
        #expect(error?.code == .bucketsNotAllowed)
    }

    @Test("A closed label domain has values, each once")
    func labelDomains() {
        #expect(throws: ModelError.self) { try LabelDescriptor("x", values: []) }
        #expect(throws: ModelError.self) { try LabelDescriptor("x", values: ["a", "a"]) }
        #expect(throws: Never.self) { try LabelDescriptor("x", values: ["a", ""]) }
    }

    @Test(
        "The family name leaves out what the kind adds",
        arguments: [
            ("a_total", .counter, "a"), ("a_info", .info, "a"), ("a_info", .gauge, "a_info"), ("a", .histogram, "a"),
        ] as [(String, MetricKind, String)])
    func familyName(name: String, kind: MetricKind, family: String) throws {
        #expect(try MetricDescriptor(name, kind: kind, help: "").familyName == family)
    }

    @Test("A metric reserves its family name and every sample name")
    func reservedNames() throws {
        #expect(try MetricDescriptor.counter("a_total", help: "").reservedNames == ["a_total", "a_created", "a"])
        #expect(
            try MetricDescriptor.histogram("h", help: "").reservedNames == [
                "h_bucket", "h_count", "h_sum", "h_created", "h",
            ])
        #expect(try MetricDescriptor.gauge("g", help: "").reservedNames == ["g"])
    }

    @Test("A unit is letters, digits and underscores", arguments: ["per second", "%", "°C", "_x", "s\n"])
    func units(unit: String) {
        #expect(throws: ModelError.self) { try MetricUnit(unit) }
    }

    @Test("An empty unit is no unit")
    func emptyUnit() throws {
        #expect(try MetricUnit("") == .none)
        #expect(try MetricUnit("seconds") == .seconds)
    }

    @Test("States belong to state sets, each once and none empty")
    func states() throws {
        #expect(try MetricDescriptor.stateSet("phase", help: "", states: ["a", "b"]).states == ["a", "b"])
        for states in [["a", "a"], [""]] {
            let error = #expect(throws: ModelError.self) {
                try MetricDescriptor.stateSet("phase", help: "", states: states)
            }
            #expect(error?.code == .invalidStates)
        }
        #expect(throws: ModelError.self) { try MetricDescriptor("g", kind: .gauge, help: "", states: ["a"]) }
    }

    @Test("A state set's name is a label's name too")
    func stateSetColon() throws {
        let error = #expect(throws: ModelError.self) {
            try MetricDescriptor.stateSet("job:phase", help: "", states: ["a"])
        }
        #expect(error?.code == .invalidMetricName)
        #expect(throws: Never.self) { try MetricDescriptor.gauge("job:phase", help: "") }
    }

    @Test("A name in UTF-8 follows the rules of its kind")
    func utf8Names() throws {
        let name = try MetricName(utf8: "http.requests\u{301}_total")
        let counter = try MetricDescriptor(
            name: name, kind: .counter, help: "", labels: [LabelDescriptor(name: LabelName(utf8: "http.route"))])
        #expect(counter.name == name)
        #expect(counter.familyName.utf8.elementsEqual("http.requests\u{301}".utf8))
        let error = #expect(throws: ModelError.self) {
            try MetricDescriptor(name: MetricName(utf8: "http.requests"), kind: .counter, help: "")
        }
        #expect(error?.code == .missingSuffix)
    }
}
