public import AtalayaZlib

/// What an output posts.
public struct OutputRequest: Hashable, Sendable {
    /// Path and query, beginning with `/`, to be appended to the server's URL.
    public var path: String
    public var contentType: String
    /// Before any content coding.
    public var body: [UInt8]

    public init(path: String, contentType: String, body: [UInt8]) {
        self.path = path
        self.contentType = contentType
        self.body = body
    }
}

/// What an HTTP server answered, complete.
public struct HTTPAnswer: Sendable {
    public var status: Int
    public var headers: [(name: String, value: String)]
    /// Decompressed, if it was compressed and the client was told to.
    public var body: [UInt8]

    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that name, whatever its letters' case.
    public func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name.lowercased() == name }?.value
    }
}

/// What an answer means for the records of a request. Messages are for people, and no longer than a line of a log.
public enum OutputVerdict: Hashable, Sendable {
    /// The server has all of them.
    case acknowledged
    /// The server has all but so many, says not which, and wants none of them again.
    case acknowledgedExcept(Int, message: String)
    /// The server has judged each one; the fates are in the order of the records.
    case judged([RecordFate], message: String)
    /// Not now: the server has no room, is not well, or is not set up for us. Nothing is wrong with the records as far
    /// as one knows. `after`: what the server asks for.
    case later(after: Duration?, message: String)
    /// Not like this. With `isVerdict` the server has looked at the contents; otherwise it may have trouble of its own.
    case refused(isVerdict: Bool, message: String)
}

/// What a server has done with one record.
public enum RecordFate: Hashable, Sendable {
    case acknowledged
    /// It could not take it just now.
    case again
    /// It will never take it.
    case refused
}

/// A content coding of HTTP, for bodies of requests.
public struct ContentCoding: Hashable, Sendable, CustomStringConvertible {
    /// What `Content-Encoding` says; `none` stands for no such header.
    public let name: String
    private let format: ZlibFormat?

    public static let none = ContentCoding(name: "none", format: nil)
    public static let gzip = ContentCoding(name: "gzip", format: .gzip)
    /// The zlib format, as RFC 9110 has it, not bare deflate.
    public static let deflate = ContentCoding(name: "deflate", format: .zlib)

    public static let all = [gzip, deflate, none]

    public var description: String { name }
    /// The value of the header `Content-Encoding`, if there is to be one.
    public var headerValue: String? { format == nil ? nil : name }

    /// - Throws: ``LogsError`` with `compression` when zlib has no memory.
    public func encode(_ bytes: [UInt8], level: CompressionLevel = .default) throws(LogsError) -> [UInt8] {
        guard let format else { return bytes }
        do {
            return try Zlib.compress(bytes, format: format, level: level)
        } catch {
            throw LogsError(.compression, error.message)
        }
    }
}
