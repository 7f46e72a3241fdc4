/// A pattern compiled to the steps of a nondeterministic automaton over bytes.
///
/// Steps name each other by their numbers. Where there is a choice, the first way is the preferred one: that is how
/// "leftmost, then as the pattern prefers" comes out without ever going back in the text.
struct PatternProgram: Sendable {
    /// One step.
    enum Step: Hashable, Sendable {
        case match
        /// Takes a byte of a range.
        case byte(UInt8, UInt8, next: Int32)
        /// Takes a byte that lies in one of the ranges of a row; each range has its own next step.
        case bytes(first: Int32, count: Int32)
        /// Goes both ways, the first one preferred.
        case split(Int32, Int32)
        /// Notes the place in the text.
        case save(Int32, next: Int32)
        case assertion(TextAssertion, next: Int32)
    }

    /// A range of a row.
    struct ByteRange: Hashable, Sendable {
        var low: UInt8
        var high: UInt8
        var next: Int32
    }

    var steps: [Step] = [.match]
    var ranges: [ByteRange] = []
    /// Where to begin when the match has to begin at the first place looked at.
    var anchoredStart: Int32 = 0
    /// Where to begin when it may begin anywhere from there on.
    var searchingStart: Int32 = 0
    /// Places noted: two for each capture, the whole match among them.
    var slotCount = 2
    /// For each byte the number of its class: bytes of a class are the same to every step.
    var classes: [UInt8] = []
    var classCount = 0
    private(set) var hasAssertions = false
    /// A byte of each class.
    var representatives: [UInt8] = []

    /// The step after `byte`, if the step takes it.
    func next(after byte: UInt8, at step: Int32) -> Int32? {
        switch steps[Int(step)] {
        case .byte(let low, let high, let next): return low <= byte && byte <= high ? next : nil
        case .bytes(let first, let count):
            for index in Int(first)..<Int(first + count) where ranges[index].low <= byte {
                if byte <= ranges[index].high { return ranges[index].next }
            }
            return nil
        default: return nil
        }
    }

    /// Finds out which bytes no step tells apart.
    mutating func classify() {
        var isBoundary = [Bool](repeating: false, count: 257)
        func cut(_ low: UInt8, _ high: UInt8) {
            isBoundary[Int(low)] = true
            isBoundary[Int(high) + 1] = true
        }
        for step in steps {
            if case .byte(let low, let high, _) = step { cut(low, high) }
            if case .assertion = step {
                hasAssertions = true
                // What `PlaceFacts` tells apart.
                for range in [(0x0A, 0x0A), (0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A), (0x80, 0xBF)] {
                    cut(UInt8(range.0), UInt8(range.1))
                }
            }
        }
        for range in ranges { cut(range.low, range.high) }
        classes = []
        representatives = [0]
        for byte in 0..<256 {
            if byte > 0, isBoundary[byte] { representatives.append(UInt8(byte)) }
            classes.append(UInt8(representatives.count - 1))
        }
        classCount = representatives.count
    }
}
