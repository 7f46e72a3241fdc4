import CAtalayaZlib

/// zlib and nothing else: one stream, reset for each piece, output thrown away.
final class BareDeflate {
    private let stream: UnsafeMutablePointer<z_stream>
    private let output: UnsafeMutableBufferPointer<UInt8>

    /// Room for what the largest piece may become.
    init(level: Int, inputBytesMax: Int) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 16 more than 15 bits of window: zlib's way of asking for gzip.
        _ = atalaya_deflate_init(stream, Int32(level), 15 + 16, 8)
        output = .allocate(capacity: Int(compressBound(UInt(inputBytesMax))) + 64)
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        output.deallocate()
    }

    /// Compresses to one member and says how long it became.
    @discardableResult
    func compress(_ bytes: [UInt8]) -> Int {
        deflateReset(stream)
        return bytes.withUnsafeBufferPointer { input in
            stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.pointee.avail_in = UInt32(input.count)
            stream.pointee.next_out = output.baseAddress
            stream.pointee.avail_out = UInt32(output.count)
            deflate(stream, Z_FINISH)
            return output.count - Int(stream.pointee.avail_out)
        }
    }
}
