/// A host and a port, as a person writes them: `127.0.0.1:9464`, `fluentd:24224`, `[::1]:0`.
public struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
    /// A name, an IPv4 address, or an IPv6 address without brackets.
    public var host: String
    /// 0…65535. Port 0 asks the system for a free one when listening.
    public var port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST:PORT` or `[IPV6]:PORT`. An empty host (`:9464`) is every interface.
    ///
    /// - Throws: `ShellError.Code.addressInvalid`, naming the text.
    public init(_ text: String) throws(ShellError) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]), (0...65535).contains(port)
        else {
            throw ShellError(.addressInvalid, subject: text, message: "not an address: write HOST:PORT, for example 127.0.0.1:9464")
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw ShellError(.addressInvalid, subject: text, message: "an IPv6 address needs brackets: [ADDRESS]:PORT")
        }
        self.init(host: host.isEmpty ? "0.0.0.0" : String(host), port: port)
    }

    public var description: String {
        self.host.contains(":") ? "[\(self.host)]:\(self.port)" : "\(self.host):\(self.port)"
    }
}
