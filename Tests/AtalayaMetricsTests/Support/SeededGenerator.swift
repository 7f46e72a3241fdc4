/// SplitMix64: the same seed gives the same cases on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// What tries escapes, numbers and readers.
extension SeededGenerator {
    private static let fragments = [
        "a", "B", "0", "\"", "\\", "\n", "\\n", "{", "}", ",", "=", " ", "#", "é", "e\u{301}", "🚀", "日", "\u{0}", "\t",
        "\r", "_", "\u{FEFF}", "\u{2028}", ".", ":", "le", "# EOF", "+Inf",
    ]

    mutating func text(upTo length: Int) -> String {
        (0..<Int.random(in: 0...length, using: &self)).map { _ in
            Self.fragments.randomElement(using: &self) ?? ""
        }.joined()
    }

    mutating func number() -> Double {
        switch Int.random(in: 0..<6, using: &self) {
        case 0: Double(Int.random(in: -1000...1000, using: &self))
        case 1: Double(Int64(bitPattern: next()))
        case 2: Double(bitPattern: next())
        case 3: [.nan, .infinity, -.infinity, 0, -0.0].randomElement(using: &self) ?? 0
        case 4: Double.random(in: -1...1, using: &self)
        default: Double(Int.random(in: 0...1_000_000_000, using: &self)) / 1000
        }
    }
}
