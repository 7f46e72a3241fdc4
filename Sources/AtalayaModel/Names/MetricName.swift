/// The name of a metric, as it is queried: `http_requests_total`.
///
/// Names are `[a-zA-Z_:][a-zA-Z0-9_:]*` unless UTF-8 is asked for by name: Prometheus takes any text since 3.0, every
/// other reader of metrics needs these characters. Colons are legal but meant for recording rules;
/// ``MetricDescriptor/lint()`` says so.
public struct MetricName: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let rawValue: String
    /// Whether every Prometheus can read the name; others are quoted or escaped (``NameEscaping``) where they are written.
    public let isLegacy: Bool

    /// Checks and wraps a name that every Prometheus reads. Throws `invalidMetricName`.
    public init(_ name: String) throws(ModelError) {
        guard name.isLegacyMetricName else {
            throw ModelError(
                .invalidMetricName,
                "\(name.quotedForMessage) is not a metric name: letters, digits, \"_\" and \":\" only, no digit first"
            )
        }
        rawValue = name
        isLegacy = true
    }

    /// Wraps any text, such as `http.server.requests_total`. Throws `invalidMetricName` when it is empty.
    ///
    /// Who scrapes without UTF-8 gets the name escaped, so that two names may become one there: `a.b` and `a_b`.
    public init(utf8 name: String) throws(ModelError) {
        guard !name.isEmpty else { throw ModelError(.invalidMetricName, "a metric needs a name") }
        rawValue = name
        isLegacy = name.isLegacyMetricName
    }

    public var description: String { rawValue }

    // By bytes, as Prometheus compares: strings take the two spellings of "é" for one name.
    public static func == (left: MetricName, right: MetricName) -> Bool {
        left.rawValue.utf8.elementsEqual(right.rawValue.utf8)
    }

    public static func < (left: MetricName, right: MetricName) -> Bool {
        left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
    }
}
