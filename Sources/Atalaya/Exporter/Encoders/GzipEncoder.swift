public import AtalayaMetrics
import AtalayaZlib

/// `Content-Encoding: gzip`, at the fastest level and in blocks: an exposition shrinks to a tenth at any level, and
/// compressing is most of a scrape's cost. Why in blocks, and why none is kept for the next scrape, is told in
/// docs/decisions/0013-expositions-are-compressed-in-blocks.md.
public struct GzipEncoder: ContentEncoder {
    public let name = "gzip"

    public init() {}

    public func encode(_ bytes: [UInt8]) throws -> [UInt8] {
        try Zlib.compress(bytes, format: .gzip, level: .fastest, cutBytes: ContentEncoders.blockBytes)
    }
}
