internal import CAtalayaZlib

/// Checksums against accidents; none of them protects against intent.
public enum Checksum {
    /// The CRC-32 of RFC 1952 (the one of gzip, PNG and Ethernet; not CRC-32C) of `bytes`.
    ///
    /// - Parameter previous: The CRC-32 of the bytes that came before, to go on from there.
    public static func crc32(_ bytes: RawSpan, continuing previous: UInt32 = 0) -> UInt32 {
        bytes.withUnsafeBytes { buffer in
            // zlib takes a null pointer as the question for the initial value, so nothing must not look like null.
            guard let start = buffer.baseAddress, !buffer.isEmpty else { return previous }
            return UInt32(
                truncatingIfNeeded: crc32_z(
                    uLong(previous), start.assumingMemoryBound(to: UInt8.self), z_size_t(buffer.count)))
        }
    }

    public static func crc32(_ bytes: [UInt8], continuing previous: UInt32 = 0) -> UInt32 {
        crc32(bytes.span.bytes, continuing: previous)
    }
}
