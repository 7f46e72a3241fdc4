/// Where to go on after a restart: for each followed path the generations that are not shipped to their end.
///
/// A value; writing it to the disk so that a crash leaves the old or the new one is the owner's business.
public struct Checkpoint: Hashable, Sendable {
    /// A followed path.
    public struct Source: Hashable, Sendable {
        public var path: String
        /// The number for the next generation of the path: numbers are not used twice.
        public var nextGeneration: UInt64
        /// The generations that are known, the oldest first.
        public var files: [File]

        public init(path: String, nextGeneration: UInt64, files: [File]) {
            self.path = path
            self.nextGeneration = nextGeneration
            self.files = files
        }
    }

    /// A generation of a path.
    public struct File: Hashable, Sendable {
        public var generation: UInt64
        /// What the file was called when it was last seen: for people, not for recognising it.
        public var path: String
        /// Everything before this offset is acknowledged.
        public var offset: UInt64
        public var identity: FileIdentity
        /// Parts after the offset whose records the ``Checkpoint/tallies`` have counted: they will be read again, and
        /// must not be counted again.
        public var counted: [Range<UInt64>]
        /// The number of the first record that is not acknowledged: see ``SourceSpan/records``.
        public var records: UInt64

        public init(
            generation: UInt64, path: String, offset: UInt64, identity: FileIdentity, counted: [Range<UInt64>] = [],
            records: UInt64 = 0
        ) {
            self.generation = generation
            self.path = path
            self.offset = offset
            self.identity = identity
            self.counted = counted
            self.records = records
        }
    }

    /// What the records of a tail have made of one series of a metric, since the tail was first followed.
    public struct Tally: Hashable, Sendable {
        /// Where the records were: `source` of the tail.
        public var source: String
        public var metric: String
        /// In the order of the metric's labels; none at all for all series that there were too many of.
        public var labels: [String]
        public var value: TallyValue

        public init(source: String, metric: String, labels: [String], value: TallyValue) {
            self.source = source
            self.metric = metric
            self.labels = labels
            self.value = value
        }
    }

    public var sources: [Source]
    public var tallies: [Tally]

    public init(sources: [Source] = [], tallies: [Tally] = []) {
        self.sources = sources
        self.tallies = tallies
    }

    /// What is known of a path.
    public subscript(path: String) -> Source? { sources.first { $0.path == path } }
}

/// How far a series has got. Closed: these are the metrics that records can change.
public enum TallyValue: Hashable, Sendable {
    case counter(Double)
    case gauge(Double)
    /// How many observations there were in each bucket (not cumulative, `+Inf` last), and their sum.
    case histogram([UInt64], sum: Double)
}
