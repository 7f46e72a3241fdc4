/// A content coding for responses, such as gzip. This module has none of its own, so that it depends on nothing.
public protocol ContentEncoder: Sendable {
    /// The token in `Accept-Encoding` and `Content-Encoding`, in lower case: `gzip`.
    var name: String { get }
    /// The whole body, encoded. When it throws, the response goes out as it was, and the failure is counted.
    func encode(_ bytes: [UInt8]) throws -> [UInt8]
}

extension AcceptHeader {
    /// The encoder that an `Accept-Encoding` header prefers, nil for none. Among equals the first of `encoders`.
    func preferred(of encoders: [any ContentEncoder]) -> (any ContentEncoder)? {
        var best: (encoder: any ContentEncoder, quality: Double)?
        for encoder in encoders {
            let quality = quality(of: encoder.name)
            if quality > best?.quality ?? 0 { best = (encoder, quality) }
        }
        // Identity is always allowed; it only wins where it is named and named as better.
        let identity = entries.first { $0.value == "identity" }?.quality ?? 0
        guard let best, best.quality >= identity else { return nil }
        return best.encoder
    }

    private func quality(of coding: String) -> Double {
        (entries.first { $0.value == coding } ?? entries.first { $0.value == "*" })?.quality ?? 0
    }
}
