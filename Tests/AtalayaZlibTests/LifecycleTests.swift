import Testing

@testable import AtalayaZlib

/// The owners over zlib's state: each way of ending, ending twice, and starting again. The address sanitiser run of
/// these tests is what finds leaks and uses after free.
struct LifecycleTests {
    @Test("Finishing twice adds nothing")
    func finishTwice() throws {
        var compressor = try Compressor()
        var stream: [UInt8] = []
        try compressor.write(Samples.text, into: &stream)
        try compressor.finish(into: &stream)
        let once = stream
        try compressor.finish(into: &stream)
        #expect(stream == once)
    }

    @Test("Writing or flushing after the end is refused and leaves the output alone")
    func writeAfterFinish() throws {
        var compressor = try Compressor()
        var stream: [UInt8] = []
        try compressor.finish(into: &stream)
        let finished = stream
        do {
            try compressor.write(Samples.text, into: &stream)
            Issue.record("the write was accepted")
        } catch {
            #expect(error.code == .misuse)
        }
        do {
            try compressor.flush(into: &stream)
            Issue.record("the flush was accepted")
        } catch {
            #expect(error.code == .misuse)
        }
        #expect(stream == finished)
    }

    @Test("A compressor is as new after a reset, wherever it was", arguments: ZlibFormat.allCases)
    func resetCompressor(format: ZlibFormat) throws {
        var compressor = try Compressor(format: format)
        var abandoned: [UInt8] = []
        for _ in 0..<3 {
            try compressor.write(Samples.logText(lines: 3000), into: &abandoned)
            compressor.reset()
            #expect(compressor.inputBytes == 0 && compressor.outputBytes == 0)
            var stream: [UInt8] = []
            try compressor.write(Samples.text, into: &stream)
            try compressor.finish(into: &stream)
            #expect(try Zlib.decompress(stream, format: format, outputBytesMax: 1000) == Samples.text)
            compressor.reset()
        }
    }

    @Test("A reset can change the level")
    func resetLevel() throws {
        let text = Samples.logText(lines: 3000)
        var compressor = try Compressor(level: .smallest)
        var sizes: [Int] = []
        for level in [CompressionLevel.smallest, .fastest, .fastest, .smallest] {
            try compressor.reset(level: level)
            #expect(compressor.level == level)
            var stream: [UInt8] = []
            try compressor.write(text, into: &stream)
            try compressor.finish(into: &stream)
            sizes.append(stream.count)
            #expect(try Zlib.decompress(stream, outputBytesMax: text.count) == text)
        }
        #expect(sizes[0] == sizes[3] && sizes[1] == sizes[2] && sizes[0] < sizes[1])
    }

    @Test("A decompressor is as new after a reset, wherever it was")
    func resetDecompressor() throws {
        let stream = try Zlib.compress(Samples.text)
        var decompressor = try Decompressor(outputBytesMax: 1000)
        for cut in [0, 1, 5, 11, stream.count - 1, stream.count] {
            var abandoned: [UInt8] = []
            try decompressor.write(stream[..<cut], into: &abandoned)
            decompressor.reset()
            var output: [UInt8] = []
            try decompressor.write(stream, into: &output)
            try decompressor.finish()
            #expect(output == Samples.text)
            #expect(decompressor.memberCount == 1)
            decompressor.reset()
            #expect(decompressor.memberCount == 0 && decompressor.outputBytes == 0)
        }
    }

    @Test("A failed decompressor repeats its error until it is reset")
    func failureSticks() throws {
        var decompressor = try Decompressor(outputBytesMax: 1000)
        var output: [UInt8] = []
        for _ in 0..<2 {
            do {
                try decompressor.write(Array("not gzip at all".utf8), into: &output)
                Issue.record("garbage was accepted")
            } catch {
                #expect(error.code == .corrupt)
            }
        }
        do {
            try decompressor.finish()
            Issue.record("a failed stream was finished")
        } catch {
            #expect(error.code == .corrupt)
        }
        decompressor.reset()
        try decompressor.write(try Zlib.compress(Samples.text), into: &output)
        try decompressor.finish()
        #expect(output == Samples.text)
    }

    @Test("Owners may be dropped at any point of a stream")
    func dropped() throws {
        for cut in 0..<4 {
            var compressor = try Compressor()
            var decompressor = try Decompressor(outputBytesMax: 100_000)
            var stream: [UInt8] = []
            var output: [UInt8] = []
            if cut > 0 { try compressor.write(Samples.logText(lines: 500), into: &stream) }
            if cut > 1 { try compressor.finish(into: &stream) }
            if cut > 2 { try decompressor.write(stream.dropLast(), into: &output) }
        }
    }

    @Test("An initialisation that zlib refuses gives an error and leaves nothing behind")
    func failedInitialisation() {
        // A window that zlib does not know is the one refusal that can be provoked without exhausting memory.
        for _ in 0..<100 {
            #expect(throws: ZlibError(.unexpected, "")) {
                _ = try PinnedStream(.inflate, windowBits: 99, scratchBytes: 1)
            }
            #expect(throws: ZlibError(.unexpected, "")) {
                _ = try PinnedStream(.deflate(level: .default), windowBits: 99, scratchBytes: 1)
            }
        }
    }

    @Test("Finishing a stream before anything came is a truncation, each time")
    func finishEmpty() throws {
        var decompressor = try Decompressor(outputBytesMax: 10)
        for _ in 0..<2 {
            do {
                try decompressor.finish()
                Issue.record("nothing was accepted as a stream")
            } catch {
                #expect(error.code == .truncated)
            }
        }
    }
}
