/// What an exposition says, and what is wrong with it.
public struct ParsedExposition: Sendable {
    /// In the order of the text. Where there are problems, the lines that could be read.
    public internal(set) var families: [ParsedFamily] = []
    /// By line; at most ``ExpositionParser/problemsMax``.
    public internal(set) var problems: [ExpositionProblem] = []
}

/// A name to be compared by its bytes: strings take the two spellings of "é" for one.
struct ExactText: Hashable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (left: ExactText, right: ExactText) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    // By bytes too: what strings hash alike is what they take for one, and a text may have thousands of spellings, which
    // would all be compared with each other.
    func hash(into hasher: inout Hasher) { LabelBytes.hash(text, into: &hasher) }
}

/// A family of samples with its metadata.
public struct ParsedFamily: Hashable, Sendable {
    /// The name in the metadata: with `_total` in text 0.0.4, without in OpenMetrics.
    public let name: String
    /// `unknown` without a `# TYPE`, and for `untyped`.
    public internal(set) var kind: MetricKind = .unknown
    /// Unescaped; nil without a `# HELP`.
    public internal(set) var help: String?
    public internal(set) var unit: String?
    public internal(set) var samples: [ParsedSample] = []
    /// Where the family begins.
    public let line: Int

    init(name: String, line: Int) {
        self.name = name
        self.line = line
    }
}

/// One sample line.
public struct ParsedSample: Hashable, Sendable {
    public struct Label: Hashable, Sendable {
        public let name: String
        /// Unescaped.
        public let value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }

        // By bytes: Prometheus takes the two spellings of "é" for two values, strings take them for one.
        public static func == (left: Label, right: Label) -> Bool {
            left.name.utf8.elementsEqual(right.name.utf8) && left.value.utf8.elementsEqual(right.value.utf8)
        }

        public func hash(into hasher: inout Hasher) {
            LabelBytes.hash(name, into: &hasher)
            LabelBytes.hash(value, into: &hasher)
        }
    }

    public struct Exemplar: Hashable, Sendable {
        public let labels: [Label]
        public let value: Double
        /// Seconds since 1970.
        public let timestamp: Double?
    }

    /// The full name, suffixes included.
    public let name: String
    /// In the order of the text.
    public let labels: [Label]
    public let value: Double
    /// Seconds since 1970.
    public let timestamp: Double?
    public let exemplar: Exemplar?
    /// The native buckets of a histogram, from protobuf only: a sample called as the family, whose value is the count.
    public internal(set) var native: NativeHistogramValue?
    /// The sum of what is in the native buckets; nil without them.
    public internal(set) var nativeSum: Double?
    /// Since when the series has counted, from protobuf only; OpenMetrics has samples called `_created`.
    public internal(set) var startTime: UnixTime?
    /// In protobuf the number of the message.
    public let line: Int

    /// The value of a label.
    public subscript(label: String) -> String? {
        labels.first { $0.name == label }?.value
    }

    /// The labels without one of them, sorted: what the lines of one histogram have in common.
    func labels(without name: String?) -> [Label] {
        labels.filter { $0.name != name && !$0.value.isEmpty }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}
