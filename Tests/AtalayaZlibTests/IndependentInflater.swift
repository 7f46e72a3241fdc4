import AtalayaZlib

// A second opinion: a plain decoder written from RFC 1951 and 1952 alone, slow and without streaming, so that what we
// compress is not only ever read by the library that wrote it.

enum IndependentInflater {
    struct Problem: Error { var message: String }

    /// Decodes one complete stream and checks its trailer.
    static func decode(_ input: [UInt8], format: ZlibFormat) throws -> [UInt8] {
        switch format {
        case .raw:
            var bits = Bits(input, from: 0)
            let output = try inflate(&bits)
            try require(bits.nextByte == input.count, "trailing bytes")
            return output
        case .zlib:
            try require(input.count > 6 && input[0] & 15 == 8, "not zlib")
            try require((Int(input[0]) * 256 + Int(input[1])) % 31 == 0 && input[1] & 32 == 0, "bad header check")
            var bits = Bits(input, from: 2)
            let output = try inflate(&bits)
            try require(bits.nextByte + 4 == input.count, "wrong trailer length")
            let stated = input.suffix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            try require(stated == adler32(output), "wrong Adler-32")
            return output
        case .gzip:
            // Our own streams carry no optional header fields.
            try require(input.count >= 18 && Array(input[0..<4]) == [0x1f, 0x8b, 8, 0], "not plain gzip")
            var bits = Bits(input, from: 10)
            let output = try inflate(&bits)
            try require(bits.nextByte + 8 == input.count, "wrong trailer length")
            let trailer = input.suffix(8).map { UInt32($0) }
            func word(_ at: Int) -> UInt32 {
                trailer[at] | trailer[at + 1] << 8 | trailer[at + 2] << 16 | trailer[at + 3] << 24
            }
            try require(word(0) == crc32(output), "wrong CRC-32")
            try require(word(4) == UInt32(truncatingIfNeeded: output.count), "wrong length")
            return output
        }
    }

    private static func require(_ condition: Bool, _ message: String) throws {
        if !condition { throw Problem(message: message) }
    }

    private struct Bits {
        let input: [UInt8]
        var position: Int  // in bits
        init(_ input: [UInt8], from byte: Int) {
            self.input = input
            position = byte * 8
        }
        /// The first byte not yet touched.
        var nextByte: Int { (position + 7) / 8 }
        mutating func take(_ count: Int) throws -> Int {
            var value = 0
            for bit in 0..<count {
                guard position / 8 < input.count else { throw Problem(message: "truncated") }
                value |= Int(input[position / 8] >> (position % 8) & 1) << bit
                position += 1
            }
            return value
        }
    }

    /// A canonical Huffman code: (length, code) to symbol.
    private struct Code {
        var symbols: [[Int]: Int] = [:]
        init(lengths: [Int]) {
            var code = 0
            for length in 1...15 {
                for (symbol, own) in lengths.enumerated() where own == length {
                    symbols[[length, code]] = symbol
                    code += 1
                }
                code <<= 1
            }
        }
        func next(_ bits: inout Bits) throws -> Int {
            var code = 0
            for length in 1...15 {
                code = try code << 1 | bits.take(1)
                if let symbol = symbols[[length, code]] { return symbol }
            }
            throw Problem(message: "no such code")
        }
    }

    private static let lengthBase = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static let lengthExtra = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distanceBase = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12289, 16385, 24577,
    ]

    private static func inflate(_ bits: inout Bits) throws -> [UInt8] {
        var output: [UInt8] = []
        var isLast = false
        while !isLast {
            isLast = try bits.take(1) == 1
            switch try bits.take(2) {
            case 0:
                bits.position = bits.nextByte * 8
                let count = try bits.take(16)
                try require(bits.take(16) == count ^ 0xffff, "bad stored length")
                for _ in 0..<count { output.append(UInt8(try bits.take(8))) }
            case 1:
                let literals = (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }
                try block(&bits, Code(lengths: literals), Code(lengths: Array(repeating: 5, count: 30)), &output)
            case 2:
                let (literals, distances) = try dynamicCodes(&bits)
                try block(&bits, literals, distances, &output)
            default: throw Problem(message: "bad block type")
            }
        }
        return output
    }

    private static func dynamicCodes(_ bits: inout Bits) throws -> (Code, Code) {
        let literalCount = try bits.take(5) + 257
        let distanceCount = try bits.take(5) + 1
        let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
        var own = Array(repeating: 0, count: 19)
        for index in 0..<(try bits.take(4) + 4) { own[order[index]] = try bits.take(3) }
        let code = Code(lengths: own)
        var lengths: [Int] = []
        while lengths.count < literalCount + distanceCount {
            switch try code.next(&bits) {
            case 16: lengths += Array(repeating: lengths.last ?? 0, count: try bits.take(2) + 3)
            case 17: lengths += Array(repeating: 0, count: try bits.take(3) + 3)
            case 18: lengths += Array(repeating: 0, count: try bits.take(7) + 11)
            case let length: lengths.append(length)
            }
        }
        return (Code(lengths: Array(lengths[..<literalCount])), Code(lengths: Array(lengths[literalCount...])))
    }

    private static func block(_ bits: inout Bits, _ literals: Code, _ distances: Code, _ output: inout [UInt8]) throws {
        while true {
            let symbol = try literals.next(&bits)
            if symbol == 256 { return }
            if symbol < 256 {
                output.append(UInt8(symbol))
                continue
            }
            let length = try lengthBase[symbol - 257] + bits.take(lengthExtra[symbol - 257])
            let code = try distances.next(&bits)
            let distance = try distanceBase[code] + bits.take(max(0, code / 2 - 1))
            try require(distance <= output.count, "distance before the start")
            for _ in 0..<length { output.append(output[output.count - distance]) }
        }
    }

    static func crc32(_ input: [UInt8]) -> UInt32 {
        ~input.reduce(UInt32.max) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1 }
        }
    }

    static func adler32(_ input: [UInt8]) -> UInt32 {
        let sums = input.reduce((a: UInt32(1), b: UInt32(0))) {
            let a = ($0.a + UInt32($1)) % 65521
            return (a, ($0.b + a) % 65521)
        }
        return sums.b << 16 | sums.a
    }
}
