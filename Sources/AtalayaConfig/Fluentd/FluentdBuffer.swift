/// Where events of an output wait, how long they are gathered, and what happens when the destination is away.
///
/// Fluentd's defaults lose data in silence or surprise: an output by time flushes a day later, a full buffer throws
/// records away, and retrying ends after three days. Here the time slice is explicit, a full buffer makes the sender
/// wait (`overflow_action block`), and the total is bounded.
public struct FluentdBuffer: Hashable, Sendable {
    public enum Storage: Hashable, Sendable {
        /// Lost when Fluentd stops.
        case memory
        /// In this directory, which no other buffer uses and which outlives the process.
        case file(path: String)
    }

    /// What is done with new events when the buffer is full.
    public enum Overflow: String, Sendable, CaseIterable {
        case block
        case throwException = "throw_exception"
        case dropOldestChunk = "drop_oldest_chunk"
    }

    public var storage: Storage
    /// Events that agree in these go into one chunk: `tag`, `time`, or a field of the record.
    public var chunkKeys: [String]
    /// How much time one chunk spans; with the chunk key `time` and only with it.
    public var timeSlice: PrometheusDuration?
    /// How long late events of a slice are waited for.
    public var timeSliceWait: PrometheusDuration?
    /// How often chunks are written; not together with a time slice.
    public var flushInterval: PrometheusDuration?
    public var flushesAtShutdown: Bool?
    public var chunkSizeMax: ByteSize?
    public var totalSizeMax: ByteSize?
    public var overflow: Overflow
    public var retryIntervalMax: PrometheusDuration?
    /// After which a chunk that cannot be delivered is given up.
    public var retryTimeout: PrometheusDuration?
    public var compresses: Bool

    public init(
        storage: Storage, chunkKeys: [String] = [], timeSlice: PrometheusDuration? = nil,
        timeSliceWait: PrometheusDuration? = nil,
        flushInterval: PrometheusDuration? = nil, flushesAtShutdown: Bool? = nil, chunkSizeMax: ByteSize? = nil,
        totalSizeMax: ByteSize? = nil, overflow: Overflow = .block, retryIntervalMax: PrometheusDuration? = nil,
        retryTimeout: PrometheusDuration? = nil, compresses: Bool = false
    ) {
        self.storage = storage
        self.chunkKeys = chunkKeys
        self.timeSlice = timeSlice
        self.timeSliceWait = timeSliceWait
        self.flushInterval = flushInterval
        self.flushesAtShutdown = flushesAtShutdown
        self.chunkSizeMax = chunkSizeMax
        self.totalSizeMax = totalSizeMax
        self.overflow = overflow
        self.retryIntervalMax = retryIntervalMax
        self.retryTimeout = retryTimeout
        self.compresses = compresses
    }

    func section() -> FluentdSection {
        var all = FluentdParameters()
        switch storage {
        case .memory: all.set("@type", text: "memory")
        case .file(let path):
            all.set("@type", text: "file")
            all.set("path", text: path)
        }
        all.set("timekey", timeSlice.map(FluentdValue.duration))
        all.set("timekey_wait", timeSliceWait.map(FluentdValue.duration))
        if timeSlice != nil { all.set("timekey_use_utc", .flag(true)) }
        all.set("flush_mode", text: flushInterval == nil ? nil : "interval")
        all.set("flush_interval", flushInterval.map(FluentdValue.duration))
        all.set("flush_at_shutdown", flushesAtShutdown.map(FluentdValue.flag))
        all.set("chunk_limit_size", chunkSizeMax.map(FluentdValue.size))
        all.set("total_limit_size", totalSizeMax.map(FluentdValue.size))
        all.set("compress", text: compresses ? "gzip" : nil)
        all.set(
            "overflow_action", text: overflow.rawValue,
            comment: overflow == .block ? "The sender waits; nothing is lost." : nil)
        all.set("retry_max_interval", retryIntervalMax.map(FluentdValue.duration))
        all.set("retry_timeout", retryTimeout.map(FluentdValue.duration))
        return FluentdSection("buffer", chunkKeys, parameters: all.all)
    }

    /// Whether the chunk keys back the placeholders of these templates, and whether the settings fit together.
    func findings(templates: [FluentdTemplate]) -> [Finding] {
        var findings: [Finding] = []
        func report(_ rule: String, _ message: String) {
            findings.append(Finding(path: "buffer", rule: rule, message: message))
        }
        if chunkKeys.contains("time") != (timeSlice != nil) {
            report("fluentd-buffer-timekey", "the chunk key 'time' and a time slice need each other")
        }
        if timeSlice == .zero { report("fluentd-buffer-timekey", "a time slice of zero") }
        if timeSlice != nil, flushInterval != nil {
            report("fluentd-buffer-flush", "with a time slice Fluentd ignores the flush interval")
        }
        for template in templates {
            for key in template.chunkKeys.subtracting(chunkKeys).sorted() {
                report("fluentd-placeholder", "'\(template.text)' needs the chunk key '\(key)'")
            }
            if let timeSlice, timeSlice > .zero, chunkKeys.contains("time"),
                (template.timeResolution ?? .days(1_000_000)) > timeSlice
            {
                report("fluentd-placeholder", "'\(template.text)' does not tell slices of \(timeSlice) apart")
            }
            if template.isAmbiguous {
                report("fluentd-placeholder", "'\(template.text)' contains '${', which Fluentd takes for a placeholder")
            }
        }
        return findings
    }
}
