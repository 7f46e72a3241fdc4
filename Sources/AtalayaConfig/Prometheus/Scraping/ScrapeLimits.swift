/// What a scrape may bring; stands among the keys of `global` and of a scrape config. Nil or 0: no limit. What goes
/// beyond makes the scrape fail as a whole.
public struct ScrapeLimits: ConfigSection {
    public var source = SectionSource()
    /// The most bytes of an answer, before it is decompressed. In `global` since 2.45, as all of these.
    public var bodySizeLimit: ByteSize?
    /// The most samples after relabelling.
    public var sampleLimit: Int?
    /// The most targets of the job after relabelling; with more, all of them fail.
    public var targetLimit: Int?
    /// The most labels of a sample.
    public var labelLimit: Int?
    /// In bytes.
    public var labelNameLengthLimit: Int?
    /// In bytes.
    public var labelValueLengthLimit: Int?

    public init(sampleLimit: Int? = nil) { self.sampleLimit = sampleLimit }

    public static let schema = SectionSchema<Self>("limits", { ScrapeLimits() }) {
        $0.key("body_size_limit", \.bodySizeLimit, .size)
        $0.key(
            "sample_limit", \.sampleLimit, .natural, comment: "A scrape with more samples fails as a whole.")
        $0.key("target_limit", \.targetLimit, .natural)
        $0.key("label_limit", \.labelLimit, .natural)
        $0.key("label_name_length_limit", \.labelNameLengthLimit, .natural)
        $0.key("label_value_length_limit", \.labelValueLengthLimit, .natural)
    }
}
