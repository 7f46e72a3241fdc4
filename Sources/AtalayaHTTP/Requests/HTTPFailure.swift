import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL

/// Why there is no answer. ``shortDescription`` holds no values and may become a label; no part of it holds the URL.
public struct HTTPFailure: Error, Hashable, CustomStringConvertible {
    /// What kind of thing went wrong.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        public let description: String

        private init(_ description: String) {
            self.description = description
        }

        /// The time was over before the last byte of the answer.
        public static let timeout = Code("timeout")
        /// No connection: no such name, refused, or no way there.
        public static let unreachable = Code("unreachable")
        /// TLS could not be agreed on: a certificate that is not trusted, no TLS at the other end, no trusted roots here.
        public static let tls = Code("tls")
        /// What came was no HTTP, or broke off.
        public static let brokenAnswer = Code("protocol")
        /// The answer is longer than it may be.
        public static let tooLarge = Code("too_large")
        /// The request itself: its URL or its headers.
        public static let invalidRequest = Code("invalid_request")
        /// The task was cancelled, or the client has been shut down.
        public static let cancelled = Code("cancelled")
    }

    public let code: Code
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { self.message.isEmpty ? self.code.description : self.message }
    public var shortDescription: String { self.code.description }

    /// Sorts what the client below throws.
    init(_ error: any Error) {
        switch error {
        case let failure as HTTPFailure: self = failure
        case is CancellationError: self.init(.cancelled, "cancelled")
        case let error as HTTPClientError: self.init(Self.code(of: error), error.shortDescription)
        case is NIOTooManyBytesError: self.init(.tooLarge, "the answer is too long")
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: self.init(.tls, "TLS: \(error)")
        case let error as NIOConnectionError: self.init(.unreachable, Self.words(error))
        case let error as IOError: self.init(.unreachable, "\(error)")
        default: self.init(.brokenAnswer, "\(error)")
        }
    }

    private static let codes: [(HTTPClientError, Code)] = [
        (.deadlineExceeded, .timeout), (.connectTimeout, .timeout), (.readTimeout, .timeout),
        (.writeTimeout, .timeout), (.getConnectionFromPoolTimeout, .timeout), (.tlsHandshakeTimeout, .timeout),
        (.cancelled, .cancelled), (.alreadyShutdown, .cancelled),
        (.invalidURL, .invalidRequest), (.emptyHost, .invalidRequest), (.emptyScheme, .invalidRequest),
        (.missingSocketPath, .invalidRequest),
    ]

    private static func code(of error: HTTPClientError) -> Code {
        if let known = Self.codes.first(where: { $0.0 == error }) { return known.1 }
        // Those with values in them are all about the request.
        let words = ["Unsupported scheme", "Invalid header field names", "Invalid header field values"]
        return words.contains(error.shortDescription) ? .invalidRequest : .brokenAnswer
    }

    private static func words(_ error: NIOConnectionError) -> String {
        if let reason = error.connectionErrors.first?.error { return "\(reason)" }
        return "no address for the name"
    }
}
