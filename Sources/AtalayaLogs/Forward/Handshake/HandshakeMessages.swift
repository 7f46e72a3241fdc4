// The three messages of the handshake (forward protocol version 1, "Authentication"):
//
//   receiver → sender   ["HELO", {"nonce": N, "auth": A, "keepalive": bool}]
//   sender → receiver   ["PING", hostname, salt, key digest, username, user digest]
//   receiver → sender   ["PONG", accepted, reason, hostname, key digest]
//
// N, A and the salt are bytes. Fluentd sends them as binary values, Fluent Bit as strings that are not text; so they are
// read as either and never become a `String`. Fluent Bit takes nothing but a string for the salt, and Fluentd uses
// hexadecimal digits: ours are such digits in a string.

struct HelloMessage: Hashable, Sendable {
    var nonce: [UInt8]
    /// The salt for users; empty when none are asked for.
    var auth: [UInt8]
    /// Whether the connection may carry more than one message. Fluent Bit leaves it away and means true.
    var keepalive: Bool

    func encode() throws(LogsError) -> [UInt8] {
        var bytes: [UInt8] = []
        try MessagePackWriter.writeArrayHeader(2, into: &bytes)
        try MessagePackWriter.write("HELO", into: &bytes)
        try MessagePackWriter.write(
            [
                LogField("nonce", .binary(nonce)), LogField("auth", .binary(auth)),
                LogField("keepalive", .bool(keepalive)),
            ], into: &bytes)
        return bytes
    }

    static func decode(_ reader: inout MessagePackReader) throws(LogsError) -> HelloMessage {
        try reader.expectMessage("HELO", elementCount: 2)
        var message = HelloMessage(nonce: [], auth: [], keepalive: true)
        for _ in 0..<(try reader.readMapHeader()) {
            switch try reader.readString() {
            case "nonce": message.nonce = try reader.readRawBytes()
            case "auth": message.auth = try reader.readRawBytes()
            case "keepalive": message.keepalive = try reader.readBool()
            default: _ = try reader.readValue()
            }
        }
        guard !message.nonce.isEmpty else { throw LogsError(.malformed, "HELO has no nonce") }
        return message
    }
}

struct PingMessage: Hashable, Sendable {
    var hostname: String
    var salt: [UInt8]
    var keyDigest: String
    var username: String
    var userDigest: String

    /// - Precondition of the protocol, kept by the caller: the salt is ASCII.
    func encode() throws(LogsError) -> [UInt8] {
        var bytes: [UInt8] = []
        try MessagePackWriter.writeArrayHeader(6, into: &bytes)
        try MessagePackWriter.write("PING", into: &bytes)
        try MessagePackWriter.write(hostname, into: &bytes)
        try MessagePackWriter.writeString(utf8: salt.span, into: &bytes)
        try MessagePackWriter.write(keyDigest, into: &bytes)
        try MessagePackWriter.write(username, into: &bytes)
        try MessagePackWriter.write(userDigest, into: &bytes)
        return bytes
    }

    static func decode(_ reader: inout MessagePackReader) throws(LogsError) -> PingMessage {
        try reader.expectMessage("PING", elementCount: 6)
        return PingMessage(
            hostname: try reader.readString(), salt: try reader.readRawBytes(), keyDigest: try reader.readString(),
            username: try reader.readString(), userDigest: try reader.readString())
    }
}

struct PongMessage: Hashable, Sendable {
    var isAccepted: Bool
    /// Why not; empty when accepted.
    var reason: String
    var hostname: String
    var keyDigest: String

    func encode() throws(LogsError) -> [UInt8] {
        var bytes: [UInt8] = []
        try MessagePackWriter.writeArrayHeader(5, into: &bytes)
        try MessagePackWriter.write("PONG", into: &bytes)
        MessagePackWriter.write(isAccepted, into: &bytes)
        try MessagePackWriter.write(reason, into: &bytes)
        try MessagePackWriter.write(hostname, into: &bytes)
        try MessagePackWriter.write(keyDigest, into: &bytes)
        return bytes
    }

    static func decode(_ reader: inout MessagePackReader) throws(LogsError) -> PongMessage {
        try reader.expectMessage("PONG", elementCount: 5)
        return PongMessage(
            isAccepted: try reader.readBool(), reason: try reader.readString(), hostname: try reader.readString(),
            keyDigest: try reader.readString())
    }
}

extension MessagePackReader {
    fileprivate mutating func expectMessage(_ name: String, elementCount: Int) throws(LogsError) {
        let start = position
        let count = try readArrayHeader()
        let found = try readString()
        guard count == elementCount, found == name else {
            throw LogsError(.malformed, "expected \(name) with \(elementCount) elements", offset: start)
        }
    }

    /// Bytes that came as a binary value or as a string.
    fileprivate mutating func readRawBytes() throws(LogsError) -> [UInt8] {
        Array(nextKind == .string ? try readStringBytes() : try readBinary())
    }
}
