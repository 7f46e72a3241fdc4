/// Every format this module writes, and the choice among them.
public enum ExpositionFormats {
    /// In order of preference where a request leaves it open; the first is for those that ask for nothing or for
    /// nothing that is here.
    public static let all: [any ExpositionFormat] = [
        PlainTextFormat(),
        OpenMetricsFormat(version: "1.0.0"),
        OpenMetricsFormat(version: "0.0.1"),
    ]

    /// What a scraper without wishes gets.
    public static var fallback: any ExpositionFormat { PlainTextFormat() }

    /// The format that an `Accept` header prefers: highest quality first, the more specific first among equals, then in
    /// the header's order. Never fails: without a match it is text 0.0.4, which every Prometheus reads.
    public static func negotiate(accept: String?) -> any ExpositionFormat {
        negotiation(accept: accept).format
    }

    /// The format and the content type to answer with.
    static func negotiation(accept: String?) -> (format: any ExpositionFormat, contentType: String) {
        guard let accept else { return (fallback, fallback.contentType) }
        let ranges = AcceptHeader(accept)
        for range in ranges.byPreference {
            guard let format = all.first(where: { range.matches($0) && !ranges.excludes($0) }) else { continue }
            // Who speaks of name escaping is told which one was used. All our names are legal without any quoting,
            // which is what "underscores" promises; it is also the default of a scheme nobody knows.
            let echo = range.parameters["escaping"] == nil ? "" : "; escaping=underscores"
            return (format, format.contentType + echo)
        }
        return (fallback, fallback.contentType)
    }
}

extension AcceptHeader.Entry {
    /// Whether a media range covers a format. A range without a version covers the first version in the list.
    fileprivate func matches(_ format: any ExpositionFormat) -> Bool {
        covers(format.mediaType) && parameters["version"].map { $0 == format.version } ?? true
    }

    /// `text/plain`, `text/*` or `*/*`.
    private func covers(_ mediaType: String) -> Bool {
        if value == mediaType || value == "*/*" || value == "*" { return true }
        return value.utf8.suffix(2).elementsEqual("/*".utf8) && mediaType.hasPrefix(value.dropLast())
    }
}

extension AcceptHeader {
    /// Whether the header refuses a format by name, with a quality of zero.
    fileprivate func excludes(_ format: any ExpositionFormat) -> Bool {
        entries.contains { $0.quality == 0 && $0.specificity > 1 && $0.matches(format) }
    }
}
