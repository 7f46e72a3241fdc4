import Testing

@testable import AtalayaLogs

struct ForwardHandshakeTests {
    static let nonce = Array<UInt8>(0x00...0x0f)
    static let auth = Array<UInt8>(0x10...0x1f)
    static let salt = Array("00112233445566778899aabbccddeeff".utf8)
    static let pingKey =
        "c65d8fc091762659a07f064520b96229988fa77a6080c267d5b1927b5f750280"
        + "f45e0ced2c62f7b94bd5b99ef98bb729a73ba3f8f3937596e2b56482e46b2c26"
    static let pingUser =
        "175443d1726b2836999b8b7b54c1fcf0a2ec1071f20fbec9f6e0a7594cf70f20"
        + "8e7ed315db82d7e4f45981d04990e9b9b46ea8f69444a5cf5e25601d72aa83e5"
    static let pongKey =
        "25813412a9c18fceaf2358a7eb7adf36a8adf9bb7369c212a4112477bdfc74c5"
        + "49dcd15ff154fa0558f7656b826838f72f8e97fa6616e23a8055202d70f7f856"

    private func client(
        _ credentials: ForwardCredentials = .init(sharedKey: "secret", username: "alice", password: "pw"),
        hostname: String = "client.example"
    ) -> ForwardHandshakeClient {
        ForwardHandshakeClient(
            hostname: hostname, credentials: credentials, salt: Self.salt, sha512: SmallSHA512.hash)
    }

    private func server(users: [String: String] = ["alice": "pw"]) throws -> ForwardHandshakeServer {
        try ForwardHandshakeServer(
            security: .init(hostname: "server.example", sharedKey: "secret", users: users), nonce: Self.nonce,
            auth: Self.auth, sha512: SmallSHA512.hash)
    }

    private func sent(_ action: ForwardHandshakeClient.Action?) throws -> [UInt8] {
        guard case .send(let bytes)? = action else {
            throw LogsError(.malformed, "nothing was sent: \(String(describing: action))")
        }
        return bytes
    }

    private func sent(_ action: ForwardHandshakeServer.Action?) throws -> [UInt8] {
        guard case .send(let bytes)? = action else {
            throw LogsError(.malformed, "nothing was sent: \(String(describing: action))")
        }
        return bytes
    }

    @Test("The hash of these tests is SHA-512")
    func hash() {
        let digests = HandshakeDigests(sha512: SmallSHA512.hash)
        #expect(
            digests.user(auth: Array("abc".utf8), username: "", password: "").hasPrefix(
                "ddaf35a193617abacc417349ae204131"))
    }

    @Test("PING and PONG have the published digests")
    func golden() throws {
        var server = try server()
        var client = client()
        let ping = try sent(client.receive(server.hello).first)
        var reader = MessagePackReader(ping)
        #expect(
            try reader.readValue()
                == .array([
                    .string("PING"), .string("client.example"), .string(String(decoding: Self.salt, as: UTF8.self)),
                    .string(Self.pingKey), .string("alice"), .string(Self.pingUser),
                ]))
        let actions = server.receive(ping)
        #expect(actions.last == .established(hostname: "client.example", username: "alice"))
        let pong = try sent(actions.first)
        reader = MessagePackReader(pong)
        #expect(
            try reader.readValue()
                == .array([
                    .string("PONG"), .bool(true), .string(""), .string("server.example"), .string(Self.pongKey),
                ]))
        #expect(client.receive(pong) == [.established(keepalive: true, unread: [])])
        #expect(client.receive(pong) == [] && server.receive(ping) == [])
    }

    @Test("The handshake succeeds at every split of each message, and keeps what comes behind it")
    func splits() throws {
        var reference = client()
        var referenceServer = try server()
        let ping = try sent(reference.receive(referenceServer.hello).first)
        let pong = try sent(referenceServer.receive(ping).first)
        for split in 1..<referenceServer.hello.count {
            var client = client()
            #expect(client.receive(Array(referenceServer.hello[..<split])) == [])
            #expect(client.receive(Array(referenceServer.hello[split...])) == [.send(ping)])
            let stream = pong + [0x80]
            for index in 0..<(pong.count - 1) { #expect(client.receive([stream[index]]) == []) }
            #expect(
                client.receive(Array(stream[(pong.count - 1)...])) == [.established(keepalive: true, unread: [0x80])])
        }
        for split in 1..<ping.count {
            var server = try server()
            #expect(server.receive(Array(ping[..<split])) == [])
            #expect(server.receive(Array(ping[split...])).first == .send(pong))
        }
    }

    @Test("Fluent Bit's HELO is understood: raw bytes in strings, and no keepalive")
    func fluentBit() throws {
        var hello = hexadecimal("92 a448454c4f 82 a56e6f6e6365 b0") + (0xf0...0xff).map { UInt8($0) }
        hello += hexadecimal("a461757468 a0")
        var client = client()
        let ping = try sent(client.receive(hello).first)
        var reader = MessagePackReader(ping)
        guard case .array(let parts) = try reader.readValue() else {
            Issue.record("no array")
            return
        }
        // Without a salt for users there is nothing to prove about one.
        #expect(parts.count == 6 && parts[5] == .string(""))
    }

    @Test("Without users, none is asked for", arguments: ["", "anybody"])
    func withoutUsers(username: String) throws {
        var server = try server(users: [:])
        var client = client(.init(sharedKey: "secret", username: username))
        let actions = server.receive(try sent(client.receive(server.hello).first))
        #expect(actions.last == .established(hostname: "client.example", username: ""))
    }

    @Test(
        "A wrong key, user or password is refused with Fluentd's words",
        arguments: [
            (ForwardCredentials(sharedKey: "wrong", username: "alice", password: "pw"), "shared_key mismatch"),
            (ForwardCredentials(sharedKey: "", username: "alice", password: "pw"), "shared_key mismatch"),
            (ForwardCredentials(sharedKey: "secret", username: "alice", password: "no"), "username/password mismatch"),
            (ForwardCredentials(sharedKey: "secret", username: "bob", password: ""), "username/password mismatch"),
            (ForwardCredentials(sharedKey: "secret"), "username/password mismatch"),
        ])
    func refused(credentials: ForwardCredentials, reason: String) throws {
        var server = try server()
        var client = client(credentials)
        let actions = server.receive(try sent(client.receive(server.hello).first))
        #expect(actions.last == .failed(LogsError(.authentication, reason)))
        #expect(actions.count == 2)
        let answer = client.receive(try sent(actions.first))
        guard case .failed(let error)? = answer.first else {
            Issue.record("\(answer)")
            return
        }
        #expect(error.code == .authentication && error.message.contains(reason))
    }

    @Test("A receiver that cannot prove itself is refused")
    func impostor() throws {
        let proofs = [
            PongMessage(isAccepted: true, reason: "", hostname: "server.example", keyDigest: ""),
            PongMessage(isAccepted: true, reason: "", hostname: "other.example", keyDigest: Self.pongKey),
            // Our own proof, sent back to us.
            PongMessage(isAccepted: true, reason: "", hostname: "client.example", keyDigest: Self.pingKey),
        ]
        for pong in proofs {
            var client = client()
            _ = client.receive(try server().hello)
            #expect(client.receive(try pong.encode()) == [.failed(LogsError(.authentication, ""))])
            #expect(client.receive(try pong.encode()) == [])
        }
    }

    @Test(
        "What is no handshake ends it",
        arguments: [
            "c0", "c1", "80", "92a448454c4f80", "92a448454c4fc0", "91a448454c4f", "93a448454c4f80c0", "92a450494e4780",
            "92a448454c4f81a56e6f6e636505", "92a448454c4f81a56e6f6e6365c400", "dbffffffff",
        ])
    func malformed(input: String) throws {
        var client = client()
        guard case .failed? = client.receive(hexadecimal(input)).first else {
            Issue.record("the client went on")
            return
        }
        #expect(client.receive(try server().hello) == [])
        var server = try server()
        guard case .failed? = server.receive(hexadecimal(input)).first else {
            Issue.record("the server went on")
            return
        }
    }

    @Test("Data before PONG is refused")
    func early() throws {
        var server = try server()
        var client = client()
        let ping = try sent(client.receive(server.hello).first)
        #expect(server.receive(ping + ForwardReceiverTests.golden) == [.failed(LogsError(.malformed, ""))])
    }

    @Test("A PING that would not fit Fluent Bit's buffer is not sent")
    func longNames() throws {
        var client = client(hostname: String(repeating: "h", count: 1000))
        #expect(client.receive(try server().hello) == [.failed(LogsError(.limitExceeded, ""))])
    }

    @Test("Each connection has its own salt and nonce")
    func fresh() throws {
        var random = RepeatableRandom(seed: 4)
        let security = ForwardAuthentication(hostname: "s", sharedKey: "k")
        let hellos = try (0..<10).map { _ in
            try ForwardHandshakeServer(security: security, random: &random, sha512: SmallSHA512.hash).hello
        }
        #expect(Set(hellos).count == 10)
        let hello = try server().hello
        let pings = try (0..<10).map { _ in
            var client = ForwardHandshakeClient(
                hostname: "c", credentials: .init(sharedKey: "k"), random: &random, sha512: SmallSHA512.hash)
            return try sent(client.receive(hello).first)
        }
        #expect(Set(pings).count == 10)
    }

    @Test("Secrets are not printed")
    func hidden() {
        let credentials = ForwardCredentials(sharedKey: "s3cret", username: "alice", password: "pa55")
        let security = ForwardAuthentication(hostname: "h", sharedKey: "s3cret", users: ["alice": "pa55"])
        var dumped = ""
        dump(credentials, to: &dumped)
        dump(security, to: &dumped)
        for text in ["\(credentials)", "\(security)", String(reflecting: [credentials]), dumped] {
            #expect(!text.contains("s3cret") && !text.contains("pa55"))
        }
    }
}
