/// What an exposition says, and what is wrong with it.
public struct ParsedExposition: Sendable {
    /// In the order of the text. Where there are problems, the lines that could be read.
    public internal(set) var families: [ParsedFamily] = []
    /// By line; at most ``ExpositionParser/problemsMax``.
    public internal(set) var problems: [ExpositionProblem] = []
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
            left.name == right.name && left.value.utf8.elementsEqual(right.value.utf8)
        }

        public func hash(into hasher: inout Hasher) {
            hasher.combine(name)
            for byte in value.utf8 { hasher.combine(byte) }
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
    public let line: Int

    /// The value of a label.
    public subscript(label: String) -> String? {
        labels.first { $0.name == label }?.value
    }

    /// The labels without one of them, sorted: what the lines of one histogram have in common.
    func labels(without name: String?) -> [Label] {
        labels.filter { $0.name != name && !$0.value.isEmpty }.sorted { $0.name < $1.name }
    }
}
