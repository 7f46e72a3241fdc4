/// The numbers of all series of a metric, a word each: most counters are whole numbers and need no more.
struct NumberColumn: Sendable {
    /// Whole numbers, or the bit patterns of doubles. Who writes whole numbers only may write them here.
    var words: [UInt64]
    /// Whether there are only whole numbers.
    private(set) var isWhole = true
    /// A bit for each series, set where its word is a double. Of no meaning where all are whole.
    private var doubles: [UInt64] = []

    /// So many numbers, to be overwritten, in the memory of a column that nobody needs any more. Whole numbers until
    /// something else is said; the words of the last reading, or zeros where those are not so many.
    init(reusing spare: consuming SeriesColumn?, count: Int) {
        if let spare, case .numbers(let numbers) = spare.values, numbers.words.count == count {
            words = numbers.words
            doubles = numbers.doubles
        } else {
            words = Array(repeating: 0, count: count)
        }
    }

    /// A one for each of so many infos; as it was where it is that already.
    init(ones spare: consuming SeriesColumn?, count: Int) {
        if let spare, case .infos(let numbers) = spare.values, numbers.words.count == count {
            self = numbers
        } else {
            words = Array(repeating: 1, count: count)
        }
    }

    /// Replaces all numbers by doubles, which come in another order: `places` says where each belongs.
    @inline(__always)
    mutating func replace(at places: [UInt32], _ double: (Int) -> Double) {
        var span = words.mutableSpan
        for (index, place) in places.enumerated() { span[Int(place)] = double(index).bitPattern }
        setDoubles(.max)
    }

    /// Overwrites the bits, where they lie if there are as many.
    private mutating func setDoubles(_ bits: UInt64) {
        isWhole = false
        let count = (words.count + 63) / 64
        guard doubles.count == count else { return doubles = Array(repeating: bits, count: count) }
        for index in doubles.indices { doubles[index] = bits }
    }

    var count: Int { words.count }

    subscript(index: Int) -> MetricNumber {
        @inline(__always)
        get {
            let isDouble = !isWhole && doubles[index &>> 6] &>> UInt64(truncatingIfNeeded: index & 63) & 1 != 0
            return isDouble ? .double(Double(bitPattern: words[index])) : .integer(words[index])
        }
        set {
            switch newValue {
            case .integer(let value):
                words[index] = value
            case .double(let value):
                if isWhole { setDoubles(0) }
                doubles[index &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: index & 63)
                words[index] = value.bitPattern
            }
        }
    }
}
