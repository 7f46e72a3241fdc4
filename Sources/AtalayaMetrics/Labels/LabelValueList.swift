/// The label values of a lookup in the order of the key, however they were passed: hashed and compared where they are.
protocol LabelValueList {
    func hash(into hash: inout LabelHash)
    /// Whether a key is that of these values.
    func matches(_ key: inout KeyReader) -> Bool
    /// The values again, for a series that is not there yet.
    var values: [String] { get }
}

// Passing an array would allocate one for every lookup, so the usual numbers of labels are written out.

struct OneLabelValue: LabelValueList {
    let first: String

    @inline(__always)
    func hash(into hash: inout LabelHash) {
        hash.combine(first)
    }

    @inline(__always)
    func matches(_ key: inout KeyReader) -> Bool { key.takes(first) }

    var values: [String] { [first] }
}

struct TwoLabelValues: LabelValueList {
    let first: String
    let second: String

    @inline(__always)
    func hash(into hash: inout LabelHash) {
        hash.combine(first)
        hash.combine(second)
    }

    @inline(__always)
    func matches(_ key: inout KeyReader) -> Bool { key.takes(first) && key.takes(second) }

    var values: [String] { [first, second] }
}

struct ThreeLabelValues: LabelValueList {
    let first: String
    let second: String
    let third: String

    @inline(__always)
    func hash(into hash: inout LabelHash) {
        hash.combine(first)
        hash.combine(second)
        hash.combine(third)
    }

    @inline(__always)
    func matches(_ key: inout KeyReader) -> Bool { key.takes(first) && key.takes(second) && key.takes(third) }

    var values: [String] { [first, second, third] }
}

struct FourLabelValues: LabelValueList {
    let first: String
    let second: String
    let third: String
    let fourth: String

    @inline(__always)
    func hash(into hash: inout LabelHash) {
        hash.combine(first)
        hash.combine(second)
        hash.combine(third)
        hash.combine(fourth)
    }

    @inline(__always)
    func matches(_ key: inout KeyReader) -> Bool {
        key.takes(first) && key.takes(second) && key.takes(third) && key.takes(fourth)
    }

    var values: [String] { [first, second, third, fourth] }
}

extension [String]: LabelValueList {
    func hash(into hash: inout LabelHash) {
        for value in self { hash.combine(value) }
    }

    func matches(_ key: inout KeyReader) -> Bool {
        for value in self where !key.takes(value) { return false }
        return true
    }

    var values: [String] { self }
}
