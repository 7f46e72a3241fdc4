/// The section `storage`.
public struct StorageConfig: ConfigSection {
    public var source = SectionSource()
    public var tsdb: TSDBConfig?
    public var exemplars: ExemplarsConfig?

    public init(tsdb: TSDBConfig? = nil, exemplars: ExemplarsConfig? = nil) {
        self.tsdb = tsdb
        self.exemplars = exemplars
    }

    public static let schema = SectionSchema<Self>("storage", { StorageConfig() }) {
        $0.key("tsdb", \.tsdb, .section)
        $0.key("exemplars", \.exemplars, .section)
    }
}

/// Upstream `exemplars`, of use with `--enable-feature=exemplar-storage`.
public struct ExemplarsConfig: ConfigSection {
    public var source = SectionSource()
    /// Of all series together, some 100 bytes each. Default 100000; 0 or less: none.
    public var maxExemplars: Int?

    public init(maxExemplars: Int? = nil) { self.maxExemplars = maxExemplars }

    public static let schema = SectionSchema<Self>("exemplars", { ExemplarsConfig() }) {
        $0.key("max_exemplars", \.maxExemplars, .int)
    }
}

/// Upstream `tsdb`: the database on this machine's disk.
public struct TSDBConfig: ConfigSection {
    public var source = SectionSource()
    /// How much older than the newest sample of its series a sample may be. Default 0: not at all.
    public var outOfOrderTimeWindow: PrometheusDuration?
    /// The share of stale series, 0 to 1, at which they are written out of memory; 0: never. Since 3.10.
    public var staleSeriesCompactionThreshold: Double?
    /// Since 3.13.
    public var chunkEncoding: ChunkEncoding?
    /// Since 3.8; before, by flags of the program.
    public var retention: Retention?

    public init(outOfOrderTimeWindow: PrometheusDuration? = nil, retention: Retention? = nil) {
        self.outOfOrderTimeWindow = outOfOrderTimeWindow
        self.retention = retention
    }

    /// What is kept; what goes beyond any of these is deleted.
    public struct Retention: ConfigSection {
        public var source = SectionSource()
        /// Default 15d.
        public var time: PrometheusDuration?
        public var size: ByteSize?
        /// Of the disk, 0 to 100. Since 3.11.
        public var percentage: Double?

        public init(time: PrometheusDuration? = nil, size: ByteSize? = nil) {
            self.time = time
            self.size = size
        }

        public static let schema = SectionSchema<Self>("retention", { Retention() }) {
            $0.key("time", \.time, .duration)
            $0.key("size", \.size, .size)
            $0.key("percentage", \.percentage, .number, since: (3, 11))
            $0.constraint(
                .rule("retention-percentage") { node in
                    guard let percentage = node["percentage"], let value = Double.value(of: percentage),
                        !(0...100).contains(value)
                    else { return [] }
                    return [CheckFinding(percentage, "a percentage is from 0 to 100")]
                })
        }
    }

    /// How samples are packed.
    public struct ChunkEncoding: ConfigSection {
        public var source = SectionSource()
        public var floats: Floats?

        public init(floats: Floats? = nil) { self.floats = floats }

        public enum Floats: String, Hashable, Sendable, CaseIterable {
            case xor, xor2
        }

        public static let schema = SectionSchema<Self>("chunk_encoding", { ChunkEncoding() }) {
            $0.key("floats", \.floats, .choice([""]))
        }
    }

    public static let schema = SectionSchema<Self>("tsdb", { TSDBConfig() }) {
        $0.key("out_of_order_time_window", \.outOfOrderTimeWindow, .duration)
        $0.key("stale_series_compaction_threshold", \.staleSeriesCompactionThreshold, .number, since: (3, 10))
        $0.key("chunk_encoding", \.chunkEncoding, .section, since: (3, 13))
        $0.key("retention", \.retention, .section, since: (3, 8))
    }
}
