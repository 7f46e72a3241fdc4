/// Computes SHA-512 (FIPS 180-4) of a message: 64 bytes.
///
/// The modules below the shell depend on no cryptography; whoever opens connections has some and passes it in, for
/// example `{ Array(SHA512.hash(data: $0)) }` with swift-crypto.
public typealias SHA512Function = @Sendable (_ message: [UInt8]) -> [UInt8]

/// What a sender proves itself with: the key that both sides share, and a user where the receiver wants one.
///
/// Never printed: its descriptions say nothing about its contents.
public struct ForwardCredentials: Hashable, Sendable {
    public var sharedKey: String
    public var username: String
    public var password: String

    public init(sharedKey: String, username: String = "", password: String = "") {
        self.sharedKey = sharedKey
        self.username = username
        self.password = password
    }
}

extension ForwardCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "ForwardCredentials(hidden)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension LogsError.Code {
    /// The other side has not proved who it is, or has refused our proof.
    public static let authentication = LogsError.Code(name: "authentication")
}

/// The digests that prove knowledge of a key without sending it: lower-case hexadecimal SHA-512.
struct HandshakeDigests: Sendable {
    let sha512: SHA512Function

    /// What either side proves itself with; `hostname` is the prover's own.
    func key(salt: [UInt8], hostname: String, nonce: [UInt8], sharedKey: String) -> String {
        hexadecimal(sha512(salt + Array(hostname.utf8) + nonce + Array(sharedKey.utf8)))
    }

    /// What a user proves itself with. Empty when the receiver has not asked for users.
    func user(auth: [UInt8], username: String, password: String) -> String {
        auth.isEmpty ? "" : hexadecimal(sha512(auth + Array(username.utf8) + Array(password.utf8)))
    }

    /// Compares in a time that depends on the length alone, so that an attacker cannot feel the way to a digest.
    static func areEqual(_ left: String, _ right: String) -> Bool {
        let left = Array(left.utf8)
        let right = Array(right.utf8)
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
