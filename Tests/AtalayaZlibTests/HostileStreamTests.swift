import Testing

@testable import AtalayaZlib

struct HostileStreamTests {
    static let streams = Samples.foreign.indices

    @Test("What others compressed is decompressed", arguments: streams)
    func foreign(index: Int) throws {
        let sample = Samples.foreign[index]
        #expect(
            try Zlib.decompress(sample.stream, format: sample.format, outputBytesMax: 100) == Samples.text,
            "\(sample.note)")
    }

    @Test("A stream cut at any byte is truncated, and what it gave so far is right", arguments: streams)
    func truncated(index: Int) throws {
        let sample = Samples.foreign[index]
        for length in 0..<sample.stream.count {
            var decompressor = try Decompressor(format: sample.format, outputBytesMax: 100)
            var output: [UInt8] = []
            try decompressor.write(sample.stream[..<length], into: &output)
            #expect(Samples.text.starts(with: output))
            do {
                try decompressor.finish()
                Issue.record("cut at \(length) of \(sample.stream.count) was accepted")
            } catch {
                #expect(error.code == .truncated)
            }
        }
    }

    @Test("A stream with any bit flipped gives an error or the right text", arguments: streams)
    func flipped(index: Int) {
        let sample = Samples.foreign[index]
        for position in sample.stream.indices {
            for bit in 0..<8 {
                var stream = sample.stream
                stream[position] ^= 1 << bit
                let output = try? Zlib.decompress(stream, format: sample.format, outputBytesMax: 10_000)
                // Without a checksum, damage can look like another text; it must only stay bounded.
                guard sample.format != .raw else { continue }
                #expect(output == nil || output == Samples.text, "bit \(bit) of byte \(position)")
            }
        }
    }

    @Test("A stream with any byte replaced gives an error or the right text", arguments: [0x00, 0x7f, 0xff] as [UInt8])
    func replaced(value: UInt8) {
        let stream = Samples.foreign[0].stream
        for position in stream.indices {
            var damaged = stream
            damaged[position] = value
            let output = try? Zlib.decompress(damaged, outputBytesMax: 10_000)
            #expect(output == nil || output == Samples.text, "byte \(position)")
        }
    }

    @Test("A stream fed at every split gives the same text", arguments: streams)
    func splits(index: Int) throws {
        let sample = Samples.foreign[index]
        for split in 0...sample.stream.count {
            var decompressor = try Decompressor(format: sample.format, outputBytesMax: 100)
            var output: [UInt8] = []
            try decompressor.write(sample.stream[..<split], into: &output)
            try decompressor.write(sample.stream[split...], into: &output)
            try decompressor.finish()
            #expect(output == Samples.text)
        }
    }

    @Test("Random bytes give an error", arguments: ZlibFormat.allCases)
    func noise(format: ZlibFormat) {
        var state: UInt64 = 7
        for _ in 0..<500 {
            let noise = (0..<64).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 40)
            }
            let output = try? Zlib.decompress(noise, format: format, outputBytesMax: 100)
            #expect(output == nil || format == .raw)
        }
    }

    @Test("A decompression bomb stops at the limit, exactly", arguments: ZlibFormat.allCases)
    func bomb(format: ZlibFormat) throws {
        let zeros = Array(repeating: UInt8(0), count: 5_000_000)
        let stream = try Zlib.compress(zeros, format: format)
        for limit in [0, 1, 65_535, 65_536, 65_537, zeros.count - 1] {
            var decompressor = try Decompressor(format: format, outputBytesMax: limit)
            var output: [UInt8] = []
            do {
                try decompressor.write(stream, into: &output)
                Issue.record("\(zeros.count) bytes came out of a limit of \(limit)")
            } catch {
                #expect(error.code == .outputLimit)
            }
            #expect(output.count == limit && decompressor.outputBytes == limit)
        }
        #expect(try Zlib.decompress(stream, format: format, outputBytesMax: zeros.count).count == zeros.count)
    }

    @Test("The limit counts all members together, and a negative one allows nothing")
    func limitOverMembers() throws {
        let member = try Zlib.compress(Samples.text)
        let two = Samples.text.count * 2
        #expect(try Zlib.decompress(member + member, outputBytesMax: two).count == two)
        #expect(throws: ZlibError(.outputLimit, "")) { try Zlib.decompress(member + member, outputBytesMax: two - 1) }
        #expect(throws: ZlibError(.outputLimit, "")) { try Zlib.decompress(member, outputBytesMax: -5) }
    }

    @Test("Members of gzip are read as one and counted, at every split")
    func members() throws {
        let parts = [try Zlib.compress(Array("a".utf8)), Samples.emptyGzip, try Zlib.compress(Samples.text)]
        let stream = parts.flatMap { $0 }
        for split in 0...stream.count {
            var decompressor = try Decompressor(outputBytesMax: 1000)
            var output: [UInt8] = []
            try decompressor.write(stream[..<split], into: &output)
            try decompressor.write(stream[split...], into: &output)
            try decompressor.finish()
            #expect(output == Array("a".utf8) + Samples.text)
            #expect(decompressor.memberCount == 3)
        }
    }

    @Test("A second member that is cut is truncated, byte by byte too")
    func truncatedSecondMember() throws {
        let member = try Zlib.compress(Samples.text)
        for length in 1..<member.count {
            var decompressor = try Decompressor(outputBytesMax: 1000)
            var output: [UInt8] = []
            for byte in member + member[..<length] { try decompressor.write([byte], into: &output) }
            do {
                try decompressor.finish()
                Issue.record("a second member of \(length) bytes was accepted")
            } catch {
                #expect(error.code == .truncated)
            }
        }
    }

    @Test(
        "Bytes after the end are refused, whether they come with it or later",
        arguments: ZlibFormat.allCases,
        [[0x00], [0x1f, 0x00], [0x1f, 0x1f, 0x8b], [0x0a], [0x00, 0x00, 0x00]] as [[UInt8]])
    func trailingGarbage(format: ZlibFormat, garbage: [UInt8]) throws {
        let stream = try Zlib.compress(Samples.text, format: format)
        #expect(throws: ZlibError(.trailingGarbage, "")) {
            try Zlib.decompress(stream + garbage, format: format, outputBytesMax: 1000)
        }
        var decompressor = try Decompressor(format: format, outputBytesMax: 1000)
        var output: [UInt8] = []
        try decompressor.write(stream, into: &output)
        try decompressor.finish()
        do {
            for byte in garbage { try decompressor.write([byte], into: &output) }
            Issue.record("garbage was accepted")
        } catch {
            #expect(error.code == .trailingGarbage)
        }
        #expect(output == Samples.text)
    }

    @Test("One format is not taken for another")
    func wrongFormat() throws {
        let gzip = try Zlib.compress(Samples.text, format: .gzip)
        let zlib = try Zlib.compress(Samples.text, format: .zlib)
        #expect(throws: ZlibError(.corrupt, "")) { try Zlib.decompress(gzip, format: .zlib, outputBytesMax: 1000) }
        #expect(throws: ZlibError(.corrupt, "")) { try Zlib.decompress(zlib, format: .gzip, outputBytesMax: 1000) }
    }

    @Test("A stream that needs a preset dictionary says so")
    func dictionary() {
        #expect(throws: ZlibError(.dictionaryNeeded, "")) {
            try Zlib.decompress(Samples.zlibWithDictionary, format: .zlib, outputBytesMax: 1000)
        }
    }
}
