/// A way to write a snapshot for a scraper.
///
/// To add a format, make a type in a file of its own and name it in ``ExpositionFormats/all``: negotiation, the endpoint
/// and the conformance tests read that list and nothing else.
public protocol ExpositionFormat: Sendable {
    /// The media type without parameters: `text/plain`.
    var mediaType: String { get }
    /// The parameters of the media type, in the order in which they are sent. An `Accept` header that names one of them
    /// must name this value; `version` and `charset` it may leave out, others not.
    var parameters: [ExpositionParameter] { get }
    /// Appends the whole exposition. Writes names as they are, in quotes where they need them: who writes for a reader of
    /// legacy names escapes the snapshot first (``Snapshot/escaped(_:)``).
    func write(_ snapshot: Snapshot, into buffer: inout [UInt8])
}

/// A parameter of a media type: `version=0.0.4`.
public struct ExpositionParameter: Hashable, Sendable {
    /// In lower case.
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension ExpositionFormat {
    /// The value of the `Content-Type` header.
    public var contentType: String {
        parameters.reduce(mediaType) { "\($0); \($1.name)=\($1.value)" }
    }

    /// The exposition of a snapshot as bytes.
    public func bytes(of snapshot: Snapshot) -> [UInt8] {
        var buffer: [UInt8] = []
        write(snapshot, into: &buffer)
        return buffer
    }
}
