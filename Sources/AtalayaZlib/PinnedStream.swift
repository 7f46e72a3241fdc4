internal import CAtalayaZlib

// The one place that holds zlib's pointers.
//
// zlib keeps the address of the `z_stream` inside its own state and checks it on every call, so the struct must not
// move: it is allocated once and lives until `deinit`. The output buffer is pinned beside it; results are copied from
// there to the end of the caller's array, which costs one memcpy and saves zero-filling the array's tail each time.
//
// zlib counts with 32-bit `uInt`, Swift with 64-bit `Int`: input is handed over in pieces, never truncated.

/// A deflate or inflate stream with its buffer: allocated by `init`, released by `deinit`, and never shared.
///
/// `@unchecked Sendable` because it is not copyable and every use goes through its single owner; zlib itself keeps no
/// state outside the stream.
struct PinnedStream: ~Copyable, @unchecked Sendable {
    enum Direction {
        case deflate(level: CompressionLevel)
        case inflate
    }

    /// What one step of zlib did.
    struct Step {
        var returnCode: Int32
        /// Bytes waiting at the start of the scratch buffer.
        var produced: Int
        /// The scratch buffer is full, so there may be more output for the same input.
        var filledScratch: Bool
    }

    private let stream: UnsafeMutablePointer<z_stream>
    private let scratch: UnsafeMutableBufferPointer<UInt8>
    private let windowBits: Int32
    private let isDeflate: Bool
    /// False only while a failed re-initialisation has left no zlib state behind.
    private var isInitialised = true
    /// The most that is handed to zlib at once. Smaller in tests, which cannot allocate 4 GiB.
    private let inputPieceBytesMax: Int

    init(
        _ direction: Direction, windowBits: Int32, scratchBytes: Int, inputPieceBytesMax: Int = Int(UInt32.max)
    ) throws(ZlibError) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        // Zeroed: no allocator of our own, no input yet.
        stream.initialize(to: z_stream())
        let returnCode = Self.initialise(stream, direction, windowBits: windowBits)
        guard returnCode == Z_OK else {
            let error = Self.error(returnCode, message: nil)
            stream.deinitialize(count: 1)
            stream.deallocate()
            throw error
        }
        self.stream = stream
        self.windowBits = windowBits
        self.inputPieceBytesMax = inputPieceBytesMax
        scratch = .allocate(capacity: scratchBytes)
        if case .deflate = direction { isDeflate = true } else { isDeflate = false }
    }

    deinit {
        if isInitialised { _ = isDeflate ? deflateEnd(stream) : inflateEnd(stream) }
        stream.deinitialize(count: 1)
        stream.deallocate()
        scratch.deallocate()
    }

    private static func initialise(
        _ stream: UnsafeMutablePointer<z_stream>, _ direction: Direction, windowBits: Int32
    ) -> Int32 {
        switch direction {
        // Memory level 8 is zlib's default: 256 KiB of state for each deflate stream.
        case .deflate(let level): atalaya_deflate_init(stream, Int32(level.rawValue), windowBits, 8)
        case .inflate: atalaya_inflate_init(stream, windowBits)
        }
    }

    /// Starts over with the same parameters and the same memory.
    mutating func reset() {
        guard isInitialised else { return }
        // Can only fail on a stream that was never initialised.
        let returnCode = isDeflate ? deflateReset(stream) : inflateReset(stream)
        assert(returnCode == Z_OK, "zlib refused to reset a live stream")
    }

    /// Starts over at another level. `deflateParams` is not used because old versions of it may write a block.
    mutating func reset(level: CompressionLevel) throws(ZlibError) {
        if isInitialised { deflateEnd(stream) }
        isInitialised = false
        stream.pointee = z_stream()
        let returnCode = Self.initialise(stream, .deflate(level: level), windowBits: windowBits)
        guard returnCode == Z_OK else { throw Self.error(returnCode, message: nil) }
        isInitialised = true
    }

    /// Runs zlib over as much of `input` as it takes in one step, writing to the scratch buffer.
    /// `input` moves on by what was consumed.
    mutating func step(_ input: inout UnsafeRawBufferPointer, flush: Int32) throws(ZlibError) -> Step {
        guard isInitialised else { throw ZlibError(.outOfMemory, "the stream could not be initialised again") }
        let piece = min(input.count, inputPieceBytesMax)
        // zlib declares `next_in` without const, but only reads from it.
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = uInt(piece)
        stream.pointee.next_out = scratch.baseAddress
        stream.pointee.avail_out = uInt(scratch.count)
        // A flush belongs after the last piece; before that zlib may keep what it has.
        let effectiveFlush = piece < input.count ? Z_NO_FLUSH : flush
        let returnCode = isDeflate ? deflate(stream, effectiveFlush) : inflate(stream, effectiveFlush)
        let consumed = piece - Int(stream.pointee.avail_in)
        let free = Int(stream.pointee.avail_out)
        // Not kept across calls: the input belongs to the caller.
        stream.pointee.next_in = nil
        stream.pointee.avail_in = 0
        input = UnsafeRawBufferPointer(rebasing: input[consumed...])

        switch returnCode {
        // Z_BUF_ERROR only says that nothing could be done now; the caller decides whether that is the end.
        case Z_OK, Z_STREAM_END, Z_BUF_ERROR:
            return Step(returnCode: returnCode, produced: scratch.count - free, filledScratch: free == 0)
        default:
            throw Self.error(returnCode, message: stream.pointee.msg.map { String(cString: $0) })
        }
    }

    /// Appends the first `count` bytes of the scratch buffer, which the last step wrote.
    func copyScratch(_ count: Int, into output: inout [UInt8]) {
        output.append(contentsOf: UnsafeBufferPointer(rebasing: scratch[..<count]))
    }

    private static func error(_ returnCode: Int32, message: String?) -> ZlibError {
        switch returnCode {
        case Z_DATA_ERROR: ZlibError(.corrupt, "not a valid compressed stream: \(message ?? "no detail")")
        case Z_MEM_ERROR: ZlibError(.outOfMemory, "zlib could not allocate memory")
        case Z_NEED_DICT: ZlibError(.dictionaryNeeded, "the stream needs a preset dictionary")
        default: ZlibError(.unexpected, "zlib returned \(returnCode): \(message ?? "no detail")")
        }
    }
}
