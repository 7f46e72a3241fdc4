/// Every format this module writes.
public enum ExpositionFormats {
    /// In order of preference where a request leaves it open; the first is for those that ask for nothing or for
    /// nothing that is here.
    ///
    /// OpenMetrics 2.0 is not among them: its text is a candidate still, and no server asks for it
    /// (docs/decisions/0015-no-openmetrics-2-before-its-text-stands.md).
    public static let all: [any ExpositionFormat] = [
        PlainTextFormat(),
        PlainTextFormat(version: "1.0.0"),
        OpenMetricsFormat(version: "1.0.0"),
        OpenMetricsFormat(version: "0.0.1"),
        ProtobufFormat(),
    ]

    /// What an `Accept` header prefers: highest quality first, the more specific first among equals, then in the header's
    /// order. Never fails: without a match it is the first of the formats, text 0.0.4, which every Prometheus reads.
    public static func negotiate(
        accept: String?, among formats: [any ExpositionFormat] = all
    ) -> NegotiatedExposition {
        let fallback = formats.first ?? PlainTextFormat()
        guard let accept else { return NegotiatedExposition(fallback, escaping: nil) }
        let header = AcceptHeader(accept)
        for entry in header.byPreference {
            let format = formats.first { entry.matches($0) && !header.excludes($0) }
            if let format { return NegotiatedExposition(format, escaping: header.escaping(preferredBy: entry)) }
        }
        return NegotiatedExposition(fallback, escaping: header.escaping(preferredBy: nil))
    }
}

/// How a scrape is answered.
public struct NegotiatedExposition: Sendable {
    public let format: any ExpositionFormat
    /// What becomes of names that are not legal everywhere.
    public let escaping: NameEscaping
    /// The value of the `Content-Type` header. Says which escaping was used if the request says anything about it.
    public let contentType: String

    fileprivate init(_ format: any ExpositionFormat, escaping: NameEscaping?) {
        self.format = format
        self.escaping = escaping ?? .underscores
        contentType = format.contentType + (escaping.map { "; escaping=\($0)" } ?? "")
    }
}

extension AcceptHeader.Entry {
    /// Whether a media range covers a format. Without a version it covers the first version in the list; what else the
    /// format's parameters say, such as the message that protobuf carries, the range must say too.
    fileprivate func matches(_ format: any ExpositionFormat) -> Bool {
        covers(format.mediaType)
            && format.parameters.allSatisfy { parameter in
                if parameter.name == "charset" { return true }
                guard let wanted = parameters[parameter.name] else { return parameter.name == "version" }
                return wanted == parameter.value
            }
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

    /// The scheme for names: that of the entry that won, or else the first that any entry knows, since Prometheus has one
    /// scheme for all formats and names it only beside some of them. A scheme nobody knows counts as none, which is
    /// underscores; nil if the header does not speak of schemes.
    fileprivate func escaping(preferredBy entry: Entry?) -> NameEscaping? {
        let named = ([entry].compactMap(\.self) + byPreference).compactMap { $0.parameters["escaping"] }
        guard !named.isEmpty else { return nil }
        return named.lazy.compactMap { NameEscaping(parameter: $0) }.first ?? .underscores
    }
}
