/// A way to write a snapshot for a scraper.
///
/// To add a format, make a type in a file of its own and name it in ``ExpositionFormats/all``: negotiation, the endpoint
/// and the conformance tests read that list and nothing else.
public protocol ExpositionFormat: Sendable {
    /// The media type without parameters: `text/plain`.
    var mediaType: String { get }
    /// The value of the `version` parameter.
    var version: String { get }
    /// Appends the whole exposition. Writes names and values as they are; a snapshot is legal in every format.
    func write(_ snapshot: Snapshot, into buffer: inout [UInt8])
}

extension ExpositionFormat {
    /// The value of the `Content-Type` header.
    public var contentType: String { "\(mediaType); version=\(version); charset=utf-8" }

    /// The exposition of a snapshot as bytes.
    public func bytes(of snapshot: Snapshot) -> [UInt8] {
        var buffer: [UInt8] = []
        write(snapshot, into: &buffer)
        return buffer
    }
}
