/// What a receiver asks of its senders.
public struct ForwardAuthentication: Hashable, Sendable {
    /// The receiver's own name. It must differ from those of its senders.
    public var hostname: String
    public var sharedKey: String
    /// Passwords by user name; without any, users are not asked for.
    public var users: [String: String]
    /// Whether a connection may carry more than one message.
    public var keepalive: Bool

    public init(hostname: String, sharedKey: String, users: [String: String] = [:], keepalive: Bool = true) {
        self.hostname = hostname
        self.sharedKey = sharedKey
        self.users = users
        self.keepalive = keepalive
    }
}

extension ForwardAuthentication: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "ForwardAuthentication(hostname: \(hostname), hidden)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// The receiver's side of the handshake.
///
/// Send `hello` when a connection opens, then give its bytes to `receive` until `established` or `failed` comes out;
/// after that they belong to a `ForwardReceiver`.
public struct ForwardHandshakeServer: Sendable {
    public enum Action: Equatable, Sendable {
        case send([UInt8])
        /// The sender has proved itself. `username` is empty where users are not asked for.
        case established(hostname: String, username: String)
        /// Close the connection, after what was to be sent.
        case failed(LogsError)
    }

    /// The bytes to begin the connection with.
    public let hello: [UInt8]

    /// Whether the connection may carry more than one message.
    public var keepalive: Bool { security.keepalive }

    private let security: ForwardAuthentication
    private let message: HelloMessage
    private let digests: HandshakeDigests
    private var buffer = HandshakeBuffer()
    private var isDone = false

    /// - Parameter random: Where the nonce and the salt for users are taken from, 16 bytes each.
    /// - Throws: Nothing in practice; the messages are short.
    public init(
        security: ForwardAuthentication, random: inout some RandomNumberGenerator, sha512: @escaping SHA512Function
    ) throws(LogsError) {
        let nonce = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
        let auth = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
        try self.init(security: security, nonce: nonce, auth: auth, sha512: sha512)
    }

    init(
        security: ForwardAuthentication, nonce: [UInt8], auth: [UInt8], sha512: @escaping SHA512Function
    ) throws(LogsError) {
        self.security = security
        digests = HandshakeDigests(sha512: sha512)
        message = HelloMessage(nonce: nonce, auth: security.users.isEmpty ? [] : auth, keepalive: security.keepalive)
        hello = try message.encode()
    }

    /// Takes the next bytes of the connection. After `established` or `failed` it gives nothing more.
    public mutating func receive(_ bytes: [UInt8]) -> [Action] {
        guard !isDone else { return [] }
        do throws(LogsError) {
            guard let (message, unread) = try buffer.append(bytes) else { return [] }
            isDone = true
            var reader = message
            let ping = try PingMessage.decode(&reader)
            // Whoever sends events before the answer does not care whom they go to.
            guard unread.isEmpty else { throw LogsError(.malformed, "data was sent before PONG") }
            return try judge(ping)
        } catch {
            isDone = true
            return [.failed(error)]
        }
    }

    private func judge(_ ping: PingMessage) throws(LogsError) -> [Action] {
        let key = digests.key(
            salt: ping.salt, hostname: ping.hostname, nonce: message.nonce, sharedKey: security.sharedKey)
        guard HandshakeDigests.areEqual(ping.keyDigest, key) else { return try refuse("shared_key mismatch") }
        if !security.users.isEmpty {
            let password = security.users[ping.username]
            let user = digests.user(auth: message.auth, username: ping.username, password: password ?? "")
            // Compared even for a user that does not exist, so that it takes as long.
            guard HandshakeDigests.areEqual(ping.userDigest, user), password != nil else {
                return try refuse("username/password mismatch")
            }
        }
        let proof = digests.key(
            salt: ping.salt, hostname: security.hostname, nonce: message.nonce, sharedKey: security.sharedKey)
        let pong = PongMessage(isAccepted: true, reason: "", hostname: security.hostname, keyDigest: proof)
        return [
            .send(try pong.encode()),
            .established(hostname: ping.hostname, username: security.users.isEmpty ? "" : ping.username),
        ]
    }

    /// Says why, as Fluentd does, and proves nothing to one who has proved nothing.
    private func refuse(_ reason: String) throws(LogsError) -> [Action] {
        let pong = PongMessage(isAccepted: false, reason: reason, hostname: "", keyDigest: "")
        return [.send(try pong.encode()), .failed(LogsError(.authentication, reason))]
    }
}
