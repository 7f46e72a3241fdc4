/// One question to an HTTP server, with the limits of its answer.
public struct HTTPRequest: Sendable {
    public var method: String
    /// `http://` or `https://`; credentials do not belong in it, and it is not printed by errors.
    public var url: String
    /// In the order they are sent. `Host` and `Content-Length` are added.
    public var headers: [(name: String, value: String)]
    /// Nothing is sent for an empty one.
    public var body: [UInt8]
    /// For everything: to connect, to send, and to receive the last byte.
    public var timeout: Duration
    /// The longest body that an answer may have, as it arrives and after decompression.
    public var answerBytesMax: Int

    public init(
        _ method: String = "GET",
        url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = [],
        timeout: Duration = .seconds(10),
        answerBytesMax: Int = 4 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.answerBytesMax = max(0, answerBytesMax)
    }
}
