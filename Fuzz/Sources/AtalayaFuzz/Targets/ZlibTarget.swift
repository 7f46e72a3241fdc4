import AtalayaZlib

/// What an HTTP peer or an aggregator compressed: may be cut, spoilt, or a bomb.
struct ZlibTarget: FuzzTarget {
    let name = "zlib"

    private static let outputBytesMax = 256 * 1024

    var seeds: [[UInt8]] {
        let text = Array(String(repeating: #"{"level":"info","message":"rolled out"} "#, count: 40).utf8)
        let zeros = [UInt8](repeating: 0, count: 1 << 20)
        let plain = [text, [], [0x61], zeros]
        return ZlibFormat.allCases.flatMap { format in
            plain.compactMap { try? Zlib.compress($0, format: format) }
        } + [text].compactMap { try? Zlib.compress($0, format: .gzip) + Zlib.compress($0, format: .gzip) }
    }

    let dictionary: [[UInt8]] = [[0x1f, 0x8b, 0x08], [0x78, 0x9c], [0x00, 0x00, 0xff, 0xff], [0x03, 0x00]]

    func run(_ input: [UInt8]) throws(FuzzFailure) {
        for format in ZlibFormat.allCases {
            let whole = outcome { () throws(ZlibError) in
                try Zlib.decompress(input, format: format, outputBytesMax: Self.outputBytesMax)
            }
            try require((whole?.count ?? 0) <= Self.outputBytesMax, "\(format) gave more than it may")
            // The same bytes in pieces must come to the same end.
            let pieces = outcome { () throws(ZlibError) in
                var decompressor = try Decompressor(format: format, outputBytesMax: Self.outputBytesMax)
                var output: [UInt8] = []
                var rest = input[...]
                while !rest.isEmpty {
                    try decompressor.write(rest.prefix(7), into: &output)
                    rest = rest.dropFirst(7)
                }
                try decompressor.finish()
                return output
            }
            try require(whole == pieces, "\(format) read in pieces came out different")
        }
    }

    private func outcome(_ body: () throws(ZlibError) -> [UInt8]) -> [UInt8]? {
        try? body()
    }
}
