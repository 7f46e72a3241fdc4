/// Sends every event to several outputs: `out_copy`.
public struct FluentdCopyOutput: FluentdOutput {
    /// Each with the id that names it in Fluentd's log and metrics.
    public var stores: [(id: String, output: any FluentdOutput)]

    public init(stores: [(id: String, output: any FluentdOutput)]) { self.stores = stores }

    public var type: String { "copy" }
    public var parameters: [FluentdParameter] { [] }
    public var sections: [FluentdSection] { stores.map { $0.output.section("store", id: $0.id) } }
    public var inner: [any FluentdPlugin] { stores.map(\.output) }

    public var findings: [Finding] {
        var findings = stores.flatMap { store in store.output.findings.map { $0.within(store.id) } }
        if stores.isEmpty {
            findings.append(Finding(path: "", rule: "fluentd-copy-empty", message: "a copy without stores"))
        }
        return findings
    }
}

/// Writes events to files as JSON lines: `out_file`.
public struct FluentdFileOutput: FluentdOutput {
    /// Without the extension, which Fluentd adds.
    public var path: FluentdTemplate
    public var compresses: Bool
    /// Adds the event's time to the line under this name, as RFC 3339 with nanoseconds in UTC.
    public var timeField: String?
    /// Adds the event's tag to the line under this name.
    public var tagField: String?
    public var buffer: FluentdBuffer

    public init(
        path: FluentdTemplate, compresses: Bool = true, timeField: String? = nil, tagField: String? = nil,
        buffer: FluentdBuffer
    ) {
        self.path = path
        self.compresses = compresses
        self.timeField = timeField
        self.tagField = tagField
        self.buffer = buffer
    }

    public var type: String { "file" }

    public var parameters: [FluentdParameter] {
        var all = FluentdParameters()
        all.set("path", .template(path))
        all.set(
            "append", .flag(true), comment: "Chunks of one hour go into one file; gzip members may follow each other.")
        all.set("compress", text: compresses ? "gzip" : nil)
        return all.all
    }

    public var sections: [FluentdSection] {
        var inject = FluentdParameters()
        if let timeField {
            inject.set("time_key", text: timeField)
            inject.set("time_type", text: "string")
            inject.set("time_format", text: "%Y-%m-%dT%H:%M:%S.%NZ")
            inject.set("utc", .flag(true))
        }
        inject.set("tag_key", text: tagField)
        var sections = [FluentdSection("format", parameters: [FluentdParameter("@type", .text("json"))])]
        if !inject.all.isEmpty { sections.append(FluentdSection("inject", parameters: inject.all)) }
        return sections + [buffer.section()]
    }

    public var findings: [Finding] {
        var findings = buffer.findings(templates: [path])
        if buffer.timeSlice == nil {
            findings.append(
                Finding(
                    path: "buffer", rule: "fluentd-buffer-timekey",
                    message: "out_file without a time slice writes once a day"))
        }
        return findings
    }
}

/// Sends events to Loki: `out_loki`. Loki indexes labels only, and each combination of their values is a stream, so few
/// labels with few values.
public struct FluentdLokiOutput: FluentdOutput {
    /// Base address: `http://loki:3100`.
    public var address: String
    /// Labels that all streams have.
    public var fixedLabels: [(name: String, value: String)]
    /// Labels taken from fields of the record; the fields leave the line.
    public var fieldLabels: [(name: String, field: String)]
    public var buffer: FluentdBuffer

    public init(
        address: String, fixedLabels: [(name: String, value: String)] = [],
        fieldLabels: [(name: String, field: String)],
        buffer: FluentdBuffer
    ) {
        self.address = address
        self.fixedLabels = fixedLabels
        self.fieldLabels = fieldLabels
        self.buffer = buffer
    }

    public var type: String { "loki" }
    public var gem: FluentdGem? { .loki }

    public var parameters: [FluentdParameter] {
        var all = FluentdParameters()
        all.set("url", text: address)
        all.set("line_format", text: "json")
        all.set("compress", text: "gzip")
        if !fixedLabels.isEmpty { all.set("extra_labels", .hash(fixedLabels.map { (key: $0.name, value: $0.value) })) }
        return all.all
    }

    public var sections: [FluentdSection] {
        let labels = fieldLabels.map { FluentdParameter($0.name, .text("$.\($0.field)")) }
        return [FluentdSection("label", parameters: labels), buffer.section()]
    }

    public var findings: [Finding] {
        fieldLabels.filter { $0.field.wholeMatch(of: /[A-Za-z0-9_]+/) == nil }.map {
            Finding(
                path: $0.name, rule: "fluentd-record-field",
                message: "the field '\($0.field)' cannot be named in an accessor")
        } + buffer.findings(templates: [])
    }
}

/// Writes events to Fluentd's standard output: `out_stdout`.
public struct FluentdStdoutOutput: FluentdOutput {
    public init() {}
    public var type: String { "stdout" }
    public var parameters: [FluentdParameter] { [] }
}

/// Drops events, on purpose: `out_null`.
public struct FluentdNullOutput: FluentdOutput {
    public init() {}
    public var type: String { "null" }
    public var parameters: [FluentdParameter] { [] }
}

/// Hands events to a label: `out_relabel`.
public struct FluentdRelabelOutput: FluentdOutput {
    public var label: String

    public init(label: String) { self.label = label }

    public var type: String { "relabel" }
    public var parameters: [FluentdParameter] { [FluentdParameter("@label", .text(label))] }
}
