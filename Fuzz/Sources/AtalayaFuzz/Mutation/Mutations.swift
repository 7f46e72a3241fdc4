/// One way to spoil an input.
typealias Mutation = @Sendable (_ input: inout [UInt8], _ generator: CaseGenerator, _ random: inout SplitMix64) -> Void

/// The ways to spoil an input, as a list.
enum Mutations {
    static let all: [Mutation] = [
        flipBit, replaceByte, replaceByInteresting, insertBytes, removeRange, repeatRange, moveRange, truncate,
        insertWord, overwriteInteger, changeDigit, splice, nest,
    ]

    /// Where lengths, signs and encodings turn over.
    private static let interesting: [UInt8] = [
        0x00, 0x01, 0x0a, 0x0d, 0x20, 0x22, 0x5c, 0x7f, 0x80, 0x90, 0xa0, 0xc0, 0xc1, 0xd9, 0xdf, 0xff,
    ]

    private static let flipBit: Mutation = { input, _, random in
        guard let index = input.indices.randomElement(using: &random) else { return }
        input[index] ^= 1 << UInt8.random(in: 0...7, using: &random)
    }

    private static let replaceByte: Mutation = { input, _, random in
        guard let index = input.indices.randomElement(using: &random) else { return }
        input[index] = .random(in: .min ... .max, using: &random)
    }

    private static let replaceByInteresting: Mutation = { input, _, random in
        guard let index = input.indices.randomElement(using: &random),
            let byte = interesting.randomElement(using: &random)
        else { return }
        input[index] = byte
    }

    private static let insertBytes: Mutation = { input, _, random in
        let count = Int.random(in: 1...8, using: &random)
        let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        input.insert(contentsOf: bytes, at: .random(in: 0...input.count, using: &random))
    }

    private static let removeRange: Mutation = { input, _, random in
        input.removeSubrange(range(in: input, &random))
    }

    private static let repeatRange: Mutation = { input, _, random in
        let range = range(in: input, &random)
        let times = 1 << Int.random(in: 0...6, using: &random)
        guard range.count * times <= CaseGenerator.inputBytesMax else { return }
        let piece = Array(input[range])
        input.insert(contentsOf: (0..<times).flatMap { _ in piece }, at: range.upperBound)
    }

    private static let moveRange: Mutation = { input, _, random in
        let range = range(in: input, &random)
        let piece = Array(input[range])
        input.removeSubrange(range)
        input.insert(contentsOf: piece, at: .random(in: 0...input.count, using: &random))
    }

    private static let truncate: Mutation = { input, _, random in
        input.removeLast(.random(in: 0...input.count, using: &random))
    }

    private static let insertWord: Mutation = { input, generator, random in
        guard let word = generator.dictionary.randomElement(using: &random) else { return }
        let index = Int.random(in: 0...input.count, using: &random)
        let replaced = Bool.random(using: &random) ? min(word.count, input.count - index) : 0
        input.replaceSubrange(index..<(index + replaced), with: word)
    }

    /// A big-endian length of 1, 2, 4 or 8 bytes near a boundary: what binary formats allocate by.
    private static let overwriteInteger: Mutation = { input, _, random in
        let width = 1 << Int.random(in: 0...3, using: &random)
        guard input.count >= width else { return }
        let value = (UInt64(1) << UInt64.random(in: 0...63, using: &random)) &- UInt64.random(in: 0...1, using: &random)
        let start = Int.random(in: 0...(input.count - width), using: &random)
        for offset in 0..<width {
            input[start + offset] = UInt8(truncatingIfNeeded: value >> UInt64(8 * (width - 1 - offset)))
        }
    }

    private static let changeDigit: Mutation = { input, _, random in
        let digits = input.indices.filter { (0x30...0x39).contains(input[$0]) }
        guard let index = digits.randomElement(using: &random) else { return }
        let numbers = ["9223372036854775808", "-1", "1e999", "0", "00", "NaN", "+Inf", "0x10", "1e-400", "."]
        guard let number = numbers.randomElement(using: &random) else { return }
        input.replaceSubrange(index...index, with: number.utf8)
    }

    private static let splice: Mutation = { input, generator, random in
        guard let other = generator.corpus.randomElement(using: &random) else { return }
        input.removeLast(.random(in: 0...input.count, using: &random))
        input.append(contentsOf: other.suffix(.random(in: 0...other.count, using: &random)))
    }

    /// Deep nesting, for readers that recurse.
    private static let nest: Mutation = { input, _, random in
        let openings: [[UInt8]] = [
            [0x5b], [0x7b], Array(#"{"a":"#.utf8), [0x91], [0x81, 0xa1, 0x61], Array("- ".utf8),
        ]
        guard let opening = openings.randomElement(using: &random) else { return }
        let depth = 1 << Int.random(in: 0...14, using: &random)
        guard depth * opening.count <= CaseGenerator.inputBytesMax else { return }
        input.insert(
            contentsOf: (0..<depth).flatMap { _ in opening }, at: .random(in: 0...input.count, using: &random))
    }

    private static func range(in input: [UInt8], _ random: inout SplitMix64) -> Range<Int> {
        let start = Int.random(in: 0...input.count, using: &random)
        return start..<min(input.count, start + Int.random(in: 0...64, using: &random))
    }
}
