internal import CAtalayaZlib

/// Decompresses a stream of bytes from someone who may not be trusted, piece by piece, into the caller's buffer.
///
/// Everything is checked: checksums and lengths where the format has them, the end of the stream (call `finish()`),
/// and what follows it. The output is bounded over the whole stream, so a decompression bomb gives an error and never
/// takes more memory than `outputBytesMax`. After an error every call repeats it until `reset()`.
///
/// A gzip file may consist of several members one after the other, and their contents belong together (RFC 1952,
/// section 2.2); `memberCount` says how many there were. The other formats end with their first stream.
///
/// ```swift
/// var decompressor = try Decompressor(format: .gzip, outputBytesMax: 4 * 1024 * 1024)
/// var text: [UInt8] = []
/// try decompressor.write(body, into: &text)
/// try decompressor.finish()                // throws if the body ended too early
/// ```
public struct Decompressor: ~Copyable, Sendable {
    private enum State {
        /// Before the first byte of a stream; for gzip also between two members.
        case boundary
        /// Between the two bytes that begin a gzip member.
        case halfMagic
        case inside
        /// After the end of a stream that nothing may follow.
        case ended
        case failed(ZlibError)
    }

    private var stream: PinnedStream
    private var state = State.boundary

    public let format: ZlibFormat
    /// The most bytes that come out between two resets.
    public let outputBytesMax: Int
    /// Bytes given out since the last reset.
    public private(set) var outputBytes = 0
    /// Streams that have ended since the last reset: gzip members, or at most 1 for the other formats.
    public private(set) var memberCount = 0

    /// - Parameter outputBytesMax: The bound on the output, in bytes. Zero or less allows only empty streams.
    /// - Throws: `ZlibError` with code `.outOfMemory` when zlib cannot allocate its state.
    public init(format: ZlibFormat = .gzip, outputBytesMax: Int) throws(ZlibError) {
        try self.init(format: format, outputBytesMax: outputBytesMax, inputPieceBytesMax: Int(UInt32.max))
    }

    init(format: ZlibFormat, outputBytesMax: Int, inputPieceBytesMax: Int) throws(ZlibError) {
        stream = try PinnedStream(
            .inflate, windowBits: format.windowBits, scratchBytes: 64 * 1024,
            inputPieceBytesMax: inputPieceBytesMax)
        self.format = format
        self.outputBytesMax = outputBytesMax
    }

    /// Decompresses `bytes` and appends the result to `output`.
    ///
    /// When it throws, `output` keeps what was decoded before the error, never more than `outputBytesMax` in all.
    ///
    /// - Throws: `.corrupt`, `.trailingGarbage`, `.outputLimit`, `.dictionaryNeeded` or `.outOfMemory`.
    public mutating func write(_ bytes: RawSpan, into output: inout [UInt8]) throws(ZlibError) {
        if case .failed(let error) = state { throw error }
        do {
            try bytes.withUnsafeBytes { (buffer) throws(ZlibError) in
                try feed(buffer, into: &output)
            }
        } catch {
            state = .failed(error)
            throw error
        }
    }

    public mutating func write(_ bytes: [UInt8], into output: inout [UInt8]) throws(ZlibError) {
        try write(bytes.span.bytes, into: &output)
    }

    public mutating func write(_ bytes: ArraySlice<UInt8>, into output: inout [UInt8]) throws(ZlibError) {
        try write(bytes.span.bytes, into: &output)
    }

    /// Says that no more bytes will come. May be called more than once.
    ///
    /// - Throws: `.truncated` unless at least one stream has come and the last one is complete.
    public mutating func finish() throws(ZlibError) {
        switch state {
        case .failed(let error): throw error
        case .ended: return
        case .boundary where memberCount > 0: return
        case .boundary, .halfMagic, .inside:
            let error = ZlibError(.truncated, "the compressed stream ends too early")
            state = .failed(error)
            throw error
        }
    }

    /// Begins a new stream with the memory of the old one, whatever state that was in.
    public mutating func reset() {
        stream.reset()
        state = .boundary
        outputBytes = 0
        memberCount = 0
    }

    private mutating func feed(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8]) throws(ZlibError) {
        var rest = bytes
        while let first = rest.first {
            if case .ended = state {
                throw ZlibError(.trailingGarbage, "\(rest.count) bytes follow the end of the compressed stream")
            }
            guard try checkMagic(rest) else {
                // Only the first magic byte is here: hand it to zlib and wait for the second.
                assert(first == 0x1f)
                _ = try stream.step(&rest, flush: Z_NO_FLUSH)
                state = .halfMagic
                return
            }
            state = .inside
            try inflateStream(&rest, into: &output)
        }
    }

    /// Checks the bytes that begin a further gzip member, because zlib's own error cannot tell garbage after a
    /// complete stream from damage inside one. Returns false when more input is needed to decide.
    private func checkMagic(_ rest: UnsafeRawBufferPointer) throws(ZlibError) -> Bool {
        guard format == .gzip, memberCount > 0 else { return true }
        let looksLikeMember: Bool
        switch state {
        case .boundary: looksLikeMember = rest[0] == 0x1f && (rest.count == 1 || rest[1] == 0x8b)
        case .halfMagic: looksLikeMember = rest[0] == 0x8b
        default: return true
        }
        guard looksLikeMember else {
            throw ZlibError(.trailingGarbage, "bytes that are no gzip member follow the end of the compressed stream")
        }
        if case .boundary = state { return rest.count > 1 }
        return true
    }

    /// Runs until the input is used up or the current stream ends.
    private mutating func inflateStream(
        _ rest: inout UnsafeRawBufferPointer, into output: inout [UInt8]
    ) throws(ZlibError) {
        while true {
            let step = try stream.step(&rest, flush: Z_NO_FLUSH)
            let room = outputBytesMax - outputBytes
            guard step.produced <= room else {
                stream.copyScratch(max(0, room), into: &output)
                outputBytes += max(0, room)
                throw ZlibError(.outputLimit, "the decompressed bytes exceed the limit of \(outputBytesMax)")
            }
            stream.copyScratch(step.produced, into: &output)
            outputBytes += step.produced
            if step.returnCode == Z_STREAM_END {
                memberCount += 1
                guard format == .gzip else {
                    state = .ended
                    return
                }
                state = .boundary
                stream.reset()
                return
            }
            if rest.isEmpty && !step.filledScratch { return }
        }
    }
}
