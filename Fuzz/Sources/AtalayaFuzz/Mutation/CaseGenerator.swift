/// SplitMix64: small, fast, and the same everywhere, so that a seed and a case number are a whole bug report.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// Makes case number N of a seed, without making the cases before it.
struct CaseGenerator: Sendable {
    var corpus: [[UInt8]]
    var dictionary: [[UInt8]]
    var seed: UInt64

    static let inputBytesMax = 64 * 1024

    func input(forCase number: Int) -> [UInt8] {
        var random = SplitMix64(seed: seed &+ UInt64(number) &* 0xd134_2543_de82_ef95)
        var input = corpus.randomElement(using: &random) ?? []
        // Few mutations most of the time: a well-formed rest is what carries the odd byte deep into a reader.
        let count = 1 << Int.random(in: 0...4, using: &random)
        for _ in 0..<Int.random(in: 1...count, using: &random) {
            mutate(&input, &random)
        }
        return Array(input.prefix(Self.inputBytesMax))
    }

    private func mutate(_ input: inout [UInt8], _ random: inout SplitMix64) {
        guard let mutation = Mutations.all.randomElement(using: &random) else { return }
        mutation(&input, self, &random)
    }
}
