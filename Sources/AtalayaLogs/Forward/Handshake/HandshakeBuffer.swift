/// Waits for one message of the handshake, however its bytes are split.
struct HandshakeBuffer: Sendable {
    /// No message of the handshake is longer than a few hundred bytes.
    static let messageBytesMax = 4096

    private var framer = MessagePackFramer(frameBytesMax: messageBytesMax, depthMax: 8)
    private var bytes: [UInt8] = []

    /// Takes bytes; gives a reader of the message once it is complete, and what came behind it.
    mutating func append(_ more: [UInt8]) throws(LogsError) -> (message: MessagePackReader, unread: [UInt8])? {
        bytes += more
        guard let end = try framer.endOfFrame(in: bytes, from: 0) else { return nil }
        let unread = Array(bytes[end...])
        let message = MessagePackReader(
            bytes, in: 0..<end, limits: .init(depthMax: 8, valuesMax: 1000), escapesInvalidText: true)
        bytes = []
        return (message, unread)
    }
}
