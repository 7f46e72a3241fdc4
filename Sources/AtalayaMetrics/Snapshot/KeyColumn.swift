/// The keys of all series of a metric, one behind the other: their label sets, before anybody has asked for them.
struct KeyColumn: Sendable {
    let schema: LabelSchema
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// The position of the series that marks an overflow, if it is there.
    private var overflow: Int?

    init(schema: LabelSchema, count: Int) {
        self.schema = schema
        ends.reserveCapacity(count)
    }

    mutating func append(_ key: some Collection<UInt8>) {
        bytes += key
        ends.append(bytes.count)
    }

    mutating func appendOverflow() {
        overflow = ends.count
        append([])
    }

    func key(at index: Int) -> ArraySlice<UInt8> {
        bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }

    func labelSet(at index: Int) -> LabelSet {
        index == overflow
            ? LabelSchema.overflowLabels : schema.labelSet(SeriesEntry.values(ofKey: key(at: index)))
    }
}
