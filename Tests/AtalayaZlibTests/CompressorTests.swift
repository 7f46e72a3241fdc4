import Testing

@testable import AtalayaZlib

struct CompressorTests {
    @Test("Every format at every level is read back by an independent decoder", arguments: ZlibFormat.allCases)
    func independentReader(format: ZlibFormat) throws {
        let text = Samples.logText(lines: 60)
        for level in CompressionLevel.all {
            let stream = try Zlib.compress(text, format: format, level: level)
            #expect(stream.count < text.count)
            #expect(try IndependentInflater.decode(stream, format: format) == text, "level \(level.rawValue)")
        }
    }

    @Test("Every format at every level is read back by the decompressor", arguments: ZlibFormat.allCases)
    func roundTrip(format: ZlibFormat) throws {
        let text = Samples.logText(lines: 5000)
        for level in CompressionLevel.all {
            let stream = try Zlib.compress(text, format: format, level: level)
            #expect(try Zlib.decompress(stream, format: format, outputBytesMax: text.count) == text)
        }
    }

    @Test("Nothing at all compresses to a valid empty stream", arguments: ZlibFormat.allCases)
    func empty(format: ZlibFormat) throws {
        let stream = try Zlib.compress([], format: format)
        #expect(!stream.isEmpty)
        #expect(try Zlib.decompress(stream, format: format, outputBytesMax: 0) == [])
    }

    @Test("Bytes that do not compress survive", arguments: ZlibFormat.allCases)
    func incompressible(format: ZlibFormat) throws {
        var random = SystemRandomNumberGenerator()
        let noise = (0..<200_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let stream = try Zlib.compress(noise, format: format)
        #expect(try Zlib.decompress(stream, format: format, outputBytesMax: noise.count) == noise)
    }

    @Test("The size of the pieces written makes no difference to what is read", arguments: [1, 7, 4096, 100_000])
    func pieces(size: Int) throws {
        let text = Samples.logText(lines: 1500)
        var compressor = try Compressor()
        var stream: [UInt8] = []
        var rest = text[...]
        while !rest.isEmpty {
            try compressor.write(rest.prefix(size), into: &stream)
            rest = rest.dropFirst(size)
        }
        try compressor.finish(into: &stream)
        #expect(try Zlib.decompress(stream, outputBytesMax: text.count) == text)
        #expect(compressor.inputBytes == UInt64(text.count))
        #expect(compressor.outputBytes == UInt64(stream.count))
    }

    @Test("Input longer than zlib's own counter is handed over in pieces", arguments: [1, 3, 1000])
    func longInput(pieceBytes: Int) throws {
        let text = Samples.logText(lines: 300)
        var compressor = try Compressor(format: .gzip, level: .default, inputPieceBytesMax: pieceBytes)
        var stream: [UInt8] = []
        try compressor.write(text, into: &stream)
        try compressor.finish(into: &stream)
        var decompressor = try Decompressor(
            format: .gzip, outputBytesMax: text.count, inputPieceBytesMax: pieceBytes)
        var output: [UInt8] = []
        try decompressor.write(stream, into: &output)
        try decompressor.finish()
        #expect(output == text)
    }

    @Test("After a flush everything written so far can be read", arguments: ZlibFormat.allCases)
    func flush(format: ZlibFormat) throws {
        var compressor = try Compressor(format: format)
        var decompressor = try Decompressor(format: format, outputBytesMax: 1_000_000)
        var written: [UInt8] = []
        var read: [UInt8] = []
        for round in 0..<5 {
            let text = Samples.logText(lines: 40, seed: UInt64(round))
            written += text
            var stream: [UInt8] = []
            try compressor.write(text, into: &stream)
            try compressor.flush(into: &stream)
            try decompressor.write(stream, into: &read)
            #expect(read == written)
        }
    }

    @Test("What follows a cut can be read without what came before", arguments: CompressionLevel.all)
    func cut(level: CompressionLevel) throws {
        let text = Samples.logText(lines: 500)
        var compressor = try Compressor(format: .raw, level: level)
        var output: [UInt8] = []
        try compressor.write(text, into: &output)
        try compressor.cut(into: &output)
        let cut = output.count
        try compressor.write(text, into: &output)
        try compressor.finish(into: &output)
        #expect(try Zlib.decompress(output, format: .raw, outputBytesMax: 1 << 20) == text + text)
        #expect(try Zlib.decompress(Array(output[cut...]), format: .raw, outputBytesMax: 1 << 20) == text)
    }

    @Test(
        "Text that was cut is read as one stream", arguments: ZlibFormat.allCases, [1, 4_096, 48 * 1_024, 1 << 20, 0])
    func cuts(format: ZlibFormat, cutBytes: Int) throws {
        let text = Samples.logText(lines: cutBytes == 1 ? 5 : 3_000)
        let stream = try Zlib.compress(text, format: format, level: .fastest, cutBytes: cutBytes)
        #expect(try Zlib.decompress(stream, format: format, outputBytesMax: 1 << 20) == text)
        #expect(try IndependentInflater.decode(stream, format: format) == text)
        #expect(
            try Zlib.decompress(
                Zlib.compress([], format: format, cutBytes: cutBytes), format: format, outputBytesMax: 1) == [])
    }

    @Test("Output is appended and what was there stays")
    func appends() throws {
        var output = Array("before".utf8)
        var compressor = try Compressor()
        try compressor.finish(into: &output)
        #expect(Array(output.prefix(6)) == Array("before".utf8))
        #expect(try Zlib.decompress(Array(output.dropFirst(6)), outputBytesMax: 0) == [])
    }

    @Test("Levels outside 1…9 are refused", arguments: [-1, 0, 10, Int.max, Int.min])
    func levels(level: Int) {
        #expect(throws: ZlibError(.invalidLevel, "")) { try CompressionLevel(level) }
    }

    @Test("A higher level does not compress worse on text")
    func levelsMatter() throws {
        let text = Samples.logText(lines: 5000)
        let fast = try Zlib.compress(text, level: .fastest)
        let small = try Zlib.compress(text, level: .smallest)
        #expect(small.count < fast.count)
    }
}
