/// How labels and dimensions of swift-metrics become names of Prometheus: as OpenTelemetry's metrics do on their way
/// there, so that a dashboard can be written without the service at hand.
///
/// - every run of characters other than ASCII letters and digits becomes one `_`, those at the ends are left out
///   (`http.server.requests` → `http_server_requests`); before a leading digit comes `_`;
/// - counters lose the word `total` wherever it stands and end in `_total`; timers end in `_seconds`, which is added
///   unless it is there;
/// - where that gives an ending that histograms and others use (`_bucket`, `_sum`, `_count`, `_created`, `_total`,
///   `_info` …), or a name that a metric of another kind has, `_value` comes after it, before the ending of the kind;
/// - dimensions become labels by the same rule for characters; before a leading digit comes `key_`, and before `le` and
///   `quantile`, which belong to histograms and summaries, `exported_`. An empty name is `_`, and `key_` for a label;
/// - the values of dimensions that become one label are joined by `;`, in the order of the dimensions' own names.
enum MetricNaming {
    /// What a label is translated for.
    enum Kind {
        case counter, timer, histogram, gauge
    }

    /// - Parameter isTaken: Whether the plain name belongs to a metric of another kind.
    static func name(of label: String, as kind: Kind, isTaken: Bool = false) -> String {
        var words = Self.words(label)
        let ending: String
        switch kind {
        case .counter:
            words.removeAll { $0 == "total" }
            ending = "total"
        case .timer:
            if words.last == "seconds" { words.removeLast() }
            ending = "seconds"
        case .histogram, .gauge: ending = ""
        }
        if isTaken || Self.isReserved(words.last, for: kind) { words.append("value") }
        if !ending.isEmpty { words.append(ending[...]) }
        let name = words.joined(separator: "_")
        guard let first = name.utf8.first else { return "_" }
        // A name that is nothing but its ending would have no family name.
        if words.count == 1, !ending.isEmpty { return "__" + name }
        return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) ? "_" + name : name
    }

    private static func isReserved(_ word: Substring?, for kind: Kind) -> Bool {
        switch (kind, word) {
        // In front of an ending of its own only the endings of other samples are in the way.
        case (.counter, "bucket"), (.counter, "created"), (.counter, "gcount"), (.counter, "gsum"): true
        case (.counter, _), (.timer, _): false
        case (_, "total"), (_, "bucket"), (_, "sum"), (_, "count"), (_, "created"), (_, "info"), (_, "gsum"),
            (_, "gcount"):
            true
        default: false
        }
    }

    /// The labels of dimensions, whatever their order.
    static func labels(_ dimensions: [(String, String)]) -> [String: String] {
        var labels: [String: String] = [:]
        for (key, value) in dimensions.sorted(by: { $0 < $1 }) {
            let name = Self.label(key)
            labels[name] = labels[name].map { "\($0);\(value)" } ?? value
        }
        return labels
    }

    static func label(_ key: String) -> String {
        let name = Self.words(key).joined(separator: "_")
        switch name {
        case "le", "quantile": return "exported_" + name
        default:
            let startsWithLetter = name.utf8.first.map { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            return startsWithLetter ?? false ? name : "key_" + name
        }
    }

    private static func words(_ text: String) -> [Substring] {
        text.split { character in
            guard let byte = character.asciiValue else { return true }
            return switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                false
            default: true
            }
        }
    }
}
