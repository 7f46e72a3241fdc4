public import AtalayaMetrics
import AtalayaZlib

/// `Content-Encoding: deflate`, which in HTTP is the zlib format (RFC 9110, 8.4.1.2), not bare deflate.
public struct DeflateEncoder: ContentEncoder {
    public let name = "deflate"

    public init() {}

    public func encode(_ bytes: [UInt8]) throws -> [UInt8] {
        try Zlib.compress(bytes, format: .zlib, level: .fastest, cutBytes: ContentEncoders.blockBytes)
    }
}
