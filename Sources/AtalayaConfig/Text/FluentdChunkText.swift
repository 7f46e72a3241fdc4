/// What Fluentd fills in for each chunk: `${…}`, and with a chunk key `time` every `%`. A `%%` is a `%`; for `${` there
/// is no escape: see ``ContextText/isAmbiguous``.
public enum FluentdChunkContext: TextContext {
    public static func escape(_ literal: String, after previous: Unicode.Scalar?, before next: Unicode.Scalar?)
        -> String
    {
        TextEscape.replacing("%", with: "%%", in: literal)
    }
}

/// A path or an index name with parts that differ from chunk to chunk: `/archive/${tag[0]}.%Y%m%d%H`.
public typealias FluentdTemplate = ContextText<FluentdChunkContext>

extension ContextText<FluentdChunkContext> {
    /// The event's tag.
    public static var tag: Self { .filledIn("${tag}") }

    /// One part of the tag, counted from 0.
    public static func tagPart(_ index: Int) -> Self { .filledIn("${tag[\(max(index, 0))]}") }

    /// The day and the hour of the chunk's time, as in `2026083107`.
    public static var hour: Self { .filledIn("%Y%m%d%H") }

    /// The day, the hour and the minute, as in `202608310742`.
    public static var minute: Self { .filledIn("%Y%m%d%H%M") }

    /// The day and the time to the second, as in `20260831074205`.
    public static var second: Self { .filledIn("%Y%m%d%H%M%S") }

    /// The shortest text that tells slices of this length apart.
    public static func time(slice: PrometheusDuration) -> Self {
        if slice >= .hours(1) { return .hour }
        return slice >= .minutes(1) ? .minute : .second
    }

    /// The chunk keys that must be there for the placeholders to be filled in.
    public var chunkKeys: Set<String> { Set(sources.map { $0.hasPrefix("%") ? "time" : "tag" }) }

    /// Whether literal text contains `${`, for which Fluentd has no escape.
    public var isAmbiguous: Bool { literals.contains { TextEscape.contains("${", in: $0) } }

    /// How finely the text tells times apart; nil where it names no time.
    public var timeResolution: PrometheusDuration? {
        sources.filter { $0.hasPrefix("%") }
            .map { $0.hasSuffix("S") ? .seconds(1) : $0.hasSuffix("M") ? .minutes(1) : .hours(1) }.min()
    }
}

/// What `filter_record_transformer` fills in for each record: `${…}`, and of old `__NAME__`. There is no escape: see
/// ``ContextText/isAmbiguous``.
public enum FluentdRecordContext: TextContext {
    public static func escape(_ literal: String, after previous: Unicode.Scalar?, before next: Unicode.Scalar?)
        -> String
    {
        literal
    }
}

/// What a field of a record is set to.
public typealias FluentdRecordText = ContextText<FluentdRecordContext>

extension ContextText<FluentdRecordContext> {
    /// A field of the record itself. Its name must have no brace, quote or backslash: see ``unnamedFields``.
    public static func field(_ name: String) -> Self { .filledIn("${record[\"\(name)\"]}") }

    public static var tag: Self { .filledIn("${tag}") }

    /// The name of the machine Fluentd runs on.
    public static var hostname: Self { .filledIn("${hostname}") }

    /// The fields that a placeholder cannot name.
    public var unnamedFields: [String] {
        sources.filter { $0.hasPrefix("${record[") }.map { String($0.dropFirst(10).dropLast(3)) }
            .filter { $0.unicodeScalars.contains { "\"\\{}".unicodeScalars.contains($0) } }
    }

    /// Whether literal text contains what the plugin takes for a placeholder, and empties when it does not know it.
    public var isAmbiguous: Bool {
        literals.contains { TextEscape.contains("${", in: $0) || Self.hasOldPlaceholder($0) }
    }

    /// `__` with capitals and `_` up to another `__`.
    private static func hasOldPlaceholder(_ text: String) -> Bool {
        text.unicodeScalars.split { !($0 == "_" || ("A"..."Z").contains($0)) }.contains { word in
            guard let start = word.firstRange(of: "__".unicodeScalars) else { return false }
            return word[start.upperBound...].dropFirst().firstRange(of: "__".unicodeScalars) != nil
        }
    }
}
