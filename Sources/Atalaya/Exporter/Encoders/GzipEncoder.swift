public import AtalayaMetrics
import AtalayaZlib

/// `Content-Encoding: gzip`, at the fastest level: an exposition shrinks to a tenth at any level, and compressing is
/// most of a scrape's cost.
public struct GzipEncoder: ContentEncoder {
    public let name = "gzip"

    public init() {}

    public func encode(_ bytes: [UInt8]) throws -> [UInt8] {
        try Zlib.compress(bytes, format: .gzip, level: .fastest)
    }
}
