internal import CAtalayaZlib

/// What is wrapped around a deflate stream. The set is closed by RFC 1950, 1951 and 1952.
public enum ZlibFormat: Sendable, CaseIterable {
    /// A bare deflate stream (RFC 1951): no header and no checksum, so damage may go unnoticed.
    case raw
    /// Deflate with a two-byte header and Adler-32 (RFC 1950). This is what HTTP calls `deflate`.
    case zlib
    /// Deflate with a header, CRC-32 and length (RFC 1952). The only one whose streams may be concatenated.
    case gzip

    /// zlib encodes the wrapper in the window size: negative for none, 16 more for gzip. Always the full 32 KiB window.
    var windowBits: Int32 {
        switch self {
        case .raw: -MAX_WBITS
        case .zlib: MAX_WBITS
        case .gzip: MAX_WBITS + 16
        }
    }
}
