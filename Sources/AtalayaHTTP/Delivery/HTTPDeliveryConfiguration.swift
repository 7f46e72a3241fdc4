import Atalaya
public import AtalayaLogs
public import AtalayaZlib

/// Where and how chunks are posted.
public struct HTTPDeliveryConfiguration: Sendable {
    /// The protocol: one of `HTTPOutputs.all`, made with its settings.
    public var output: any HTTPOutput
    /// The server, `https://loki:3100`; a path in it comes before the protocol's own.
    public var url: String
    /// How bodies are compressed.
    public var coding: ContentCoding
    public var compressionLevel: CompressionLevel
    /// Headers beside those of the protocol: a tenant, for example. Secrets belong into ``credentials``.
    public var headers: [(name: String, value: String)]
    public var credentials: HTTPCredentials?
    public var tls: HTTPTLS
    /// Every limit and time. `acknowledgementTimeout` is that of a request; connections are the client's affair.
    public var delivery: DeliverySettings
    /// The longest answer. That to a bulk request grows with its records, some 200 bytes each.
    public var answerBytesMax: Int

    /// - Parameter coding: nil for the protocol's preferred one.
    public init(
        output: any HTTPOutput,
        url: String,
        coding: ContentCoding? = nil,
        compressionLevel: CompressionLevel = .default,
        headers: [(name: String, value: String)] = [],
        credentials: HTTPCredentials? = nil,
        tls: HTTPTLS = HTTPTLS(),
        delivery: DeliverySettings = DeliverySettings(windowChunksMax: 4),
        answerBytesMax: Int = 4 << 20
    ) {
        self.output = output
        self.url = url
        self.coding = coding ?? type(of: output).profile.codings.first ?? .none
        self.compressionLevel = compressionLevel
        self.headers = headers
        self.credentials = credentials
        self.tls = tls
        self.delivery = delivery
        self.answerBytesMax = answerBytesMax
    }
}

/// How we say who we are. Secrets are in files, read anew when the server does not accept them any more; they appear in
/// no description and no log.
public struct HTTPCredentials: Sendable {
    private enum Kind: Sendable {
        case basic(user: String, passwordFile: String)
        case bearer(tokenFile: String)
    }

    private static let secretBytesMax = 65_536

    private let kind: Kind

    /// A user's name and the file with the password (RFC 7617).
    public static func basic(user: String, passwordFile: String) -> HTTPCredentials {
        HTTPCredentials(kind: .basic(user: user, passwordFile: passwordFile))
    }

    /// The file with a token (RFC 6750).
    public static func bearer(tokenFile: String) -> HTTPCredentials {
        HTTPCredentials(kind: .bearer(tokenFile: tokenFile))
    }

    /// The value of the header `Authorization`.
    ///
    /// - Throws: `ShellError` naming the file that cannot be read, or has more than one line.
    func header(files: any FileSystem) throws -> String {
        switch self.kind {
        case .basic(let user, let passwordFile):
            let password = try Self.secret(passwordFile, files)
            return "Basic " + Base64.encode(Array((user + ":").utf8) + password)
        case .bearer(let tokenFile):
            return "Bearer " + String(decoding: try Self.secret(tokenFile, files), as: UTF8.self)
        }
    }

    /// A line feed at the end is the editor's.
    private static func secret(_ file: String, _ files: any FileSystem) throws -> [UInt8] {
        var bytes = try files.contents(of: file, bytesMax: Self.secretBytesMax)
        while let last = bytes.last, [0x0a, 0x0d].contains(last) { bytes.removeLast() }
        guard !bytes.isEmpty, !bytes.contains(where: { $0 < 0x20 || $0 == 0x7f }) else {
            throw ShellError(.configuration, subject: file, message: "a secret is one line, and not an empty one")
        }
        return bytes
    }
}
