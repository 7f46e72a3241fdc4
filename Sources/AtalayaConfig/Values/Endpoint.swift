/// A host and a port: `orchestrator:8000`, `127.0.0.1:9464`, `[::1]:9464`.
public struct Endpoint: Hashable, Sendable {
    /// A host name or address; an IPv6 address without brackets.
    public var host: String
    public var port: UInt16

    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// - Throws: `ConfigError.Code.invalidAddress` without a host, without a port, with a scheme or a path.
    public init(_ text: String) throws(ConfigError) {
        try self.init(text, portMin: 1)
    }

    /// As `init(_:)`, for something that listens: port 0, which asks the system for a free one, is a port too.
    public init(listening text: String) throws(ConfigError) {
        try self.init(text, portMin: 0)
    }

    private init(_ text: String, portMin: UInt16) throws(ConfigError) {
        func refusal(_ reason: String) -> ConfigError {
            ConfigError(
                .invalidAddress, "'\(text)' is not an address: \(reason); write host:port, for example 127.0.0.1:9464")
        }
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { throw refusal("it has no port") }
        var host = text[..<colon]
        let portText = text[text.index(after: colon)...]
        guard let port = UInt16(portText), port >= portMin, portText.utf8.first != UInt8(ascii: "+") else {
            throw refusal("'\(portText)' is not a port from \(portMin) to 65535")
        }
        if host.hasPrefix("[") && host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.utf8.contains(UInt8(ascii: ":")) {
            throw refusal("an IPv6 address needs brackets, a scheme does not belong here")
        }
        guard !host.isEmpty else { throw refusal("it has no host") }
        guard host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && !"/@?#[]\"'\\,{}".utf8.contains($0) }) else {
            throw refusal("the host has a character that no host has")
        }
        self.init(host: String(host), port: port)
    }

    /// Whether only this machine can reach it.
    public var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}

extension Endpoint: CustomStringConvertible {
    public var description: String {
        host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
