/// Compression and decompression of values that are in memory as a whole.
///
/// For many values in a row keep a `Compressor` or a `Decompressor` and reset it: they save the allocation of zlib's
/// state.
public enum Zlib {
    /// Compresses `bytes` to one complete stream.
    ///
    /// - Parameter cutBytes: Begin anew after so many bytes (``Compressor/cut(into:)``); nil never does.
    public static func compress(
        _ bytes: [UInt8], format: ZlibFormat = .gzip, level: CompressionLevel = .default, cutBytes: Int? = nil
    ) throws(ZlibError) -> [UInt8] {
        var compressor = try Compressor(format: format, level: level)
        var output: [UInt8] = []
        // A guess that fits text; a wrong one costs a reallocation.
        output.reserveCapacity(bytes.count / 4 + 64)
        try compressor.write(bytes, into: &output, cutBytes: cutBytes ?? 0)
        try compressor.finish(into: &output)
        return output
    }

    /// Decompresses `bytes`, which must be one complete stream (or for gzip one or more members) and nothing else.
    ///
    /// - Parameter outputBytesMax: The most bytes that may come out.
    /// - Throws: `ZlibError` for damage, truncation, trailing bytes, or a result above the limit.
    public static func decompress(
        _ bytes: [UInt8], format: ZlibFormat = .gzip, outputBytesMax: Int
    ) throws(ZlibError) -> [UInt8] {
        var decompressor = try Decompressor(format: format, outputBytesMax: outputBytesMax)
        var output: [UInt8] = []
        try decompressor.write(bytes, into: &output)
        try decompressor.finish()
        return output
    }
}
