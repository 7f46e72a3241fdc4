/// The sender's side of the handshake, for receivers that have a shared key.
///
/// A value without sockets: the connection's bytes go in until `established` or `failed` comes out. The receiver speaks
/// first. After `established` the connection carries messages, and acknowledgements are read by `ForwardAckReader`.
/// How long to wait is the owner's business.
public struct ForwardHandshakeClient: Sendable {
    public enum Action: Equatable, Sendable {
        /// Send these bytes, in one write: Fluent Bit reads them once and takes them as a whole or not at all.
        case send([UInt8])
        /// Both sides have proved themselves. Without `keepalive` the connection may carry one message only.
        /// `unread` belongs to what follows.
        case established(keepalive: Bool, unread: [UInt8])
        /// Close the connection.
        case failed(LogsError)
    }

    private enum State {
        case awaitingHello
        case awaitingPong(HelloMessage)
        case done
    }

    /// Fluent Bit's buffer for a PING has 1,024 bytes.
    private static let pingBytesMax = 1024

    private let hostname: String
    private let credentials: ForwardCredentials
    private let salt: [UInt8]
    private let digests: HandshakeDigests
    private var buffer = HandshakeBuffer()
    private var state = State.awaitingHello

    /// - Parameters:
    ///   - hostname: Our own name. It must differ from the receiver's, or the answer proves nothing.
    ///   - random: Where the salt is taken from: 16 bytes, new for each connection.
    public init(
        hostname: String, credentials: ForwardCredentials, random: inout some RandomNumberGenerator,
        sha512: @escaping SHA512Function
    ) {
        let salt = (0..<32).map { _ in UInt8.random(in: 0...15, using: &random) }
        self.init(
            hostname: hostname, credentials: credentials, salt: salt.map { Array("0123456789abcdef".utf8)[Int($0)] },
            sha512: sha512)
    }

    init(hostname: String, credentials: ForwardCredentials, salt: [UInt8], sha512: @escaping SHA512Function) {
        self.hostname = hostname
        self.credentials = credentials
        self.salt = salt
        digests = HandshakeDigests(sha512: sha512)
    }

    /// Takes the next bytes of the connection. After `established` or `failed` it gives nothing more.
    public mutating func receive(_ bytes: [UInt8]) -> [Action] {
        if case .done = state { return [] }
        do throws(LogsError) {
            var actions: [Action] = []
            var rest = bytes
            while let (message, unread) = try buffer.append(rest) {
                rest = unread
                let action = try take(message, unread: unread)
                actions.append(action)
                if case .established = action { return actions }
            }
            return actions
        } catch {
            state = .done
            return [.failed(error)]
        }
    }

    private mutating func take(_ message: MessagePackReader, unread: [UInt8]) throws(LogsError) -> Action {
        var reader = message
        switch state {
        case .awaitingHello:
            let hello = try HelloMessage.decode(&reader)
            state = .awaitingPong(hello)
            return .send(try answer(hello))
        case .awaitingPong(let hello):
            try verify(try PongMessage.decode(&reader), hello)
            state = .done
            return .established(keepalive: hello.keepalive, unread: unread)
        case .done:
            throw LogsError(.invalidArgument, "the handshake is over")
        }
    }

    private func answer(_ hello: HelloMessage) throws(LogsError) -> [UInt8] {
        let ping = try PingMessage(
            hostname: hostname, salt: salt,
            keyDigest: digests.key(
                salt: salt, hostname: hostname, nonce: hello.nonce, sharedKey: credentials.sharedKey),
            username: credentials.username,
            userDigest: digests.user(
                auth: hello.auth, username: credentials.username, password: credentials.password)
        ).encode()
        guard ping.count <= Self.pingBytesMax else {
            throw LogsError(.limitExceeded, "host name and user name are too long for a handshake")
        }
        return ping
    }

    private func verify(_ pong: PongMessage, _ hello: HelloMessage) throws(LogsError) {
        guard pong.isAccepted else {
            throw LogsError(.authentication, "the receiver refuses us: \(pong.reason.prefix(200))")
        }
        // Our own digest sent back to us would be a valid proof otherwise.
        guard pong.hostname != hostname else {
            throw LogsError(.authentication, "the receiver has our own host name, so its proof means nothing")
        }
        let expected = digests.key(
            salt: salt, hostname: pong.hostname, nonce: hello.nonce, sharedKey: credentials.sharedKey)
        guard HandshakeDigests.areEqual(pong.keyDigest, expected) else {
            throw LogsError(.authentication, "the receiver does not know the shared key")
        }
    }
}
