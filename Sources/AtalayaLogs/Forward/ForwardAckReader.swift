/// Reads acknowledgements from what a connection gives, however it is split.
///
/// TCP may cut an answer anywhere or join several; a reader that expects one answer for each read goes out of step, and
/// then every chunk is sent again and again. Keep one reader for each connection.
public struct ForwardAckReader: Sendable {
    /// The most bytes that one answer may have. Ours are 34 bytes.
    public let ackBytesMax: Int
    /// Why the connection is out of step and must be closed; `nil` while it is not.
    public private(set) var failure: LogsError?

    private var framer: MessagePackFramer
    private var buffer: [UInt8] = []

    public init(ackBytesMax: Int = 4096) {
        self.ackBytesMax = max(1, ackBytesMax)
        framer = MessagePackFramer(frameBytesMax: self.ackBytesMax, depthMax: 8)
    }

    /// Whether a part of an answer is waiting for the rest.
    public var isInsideAck: Bool { !buffer.isEmpty }

    /// Takes the next bytes and returns the answers that are complete, in order.
    ///
    /// - Throws: `.malformed` for anything that is not a MessagePack map, `.limitExceeded` for an answer that is too
    ///   long. The connection is out of step then and must be closed; every further call repeats the error. Answers
    ///   that were complete before the bad bytes are returned and not lost; `failure` is set then as well.
    public mutating func append(_ bytes: [UInt8]) throws(LogsError) -> [ForwardAck] {
        if let failure { throw failure }
        buffer += bytes
        var acks: [ForwardAck] = []
        var start = 0
        do {
            while let end = try framer.endOfFrame(in: buffer, from: start) {
                acks.append(try Self.read(buffer, in: start..<end))
                start = end
            }
        } catch {
            failure = error
            buffer = []
            if acks.isEmpty { throw error }
            return acks
        }
        buffer.removeSubrange(..<start)
        return acks
    }

    private static func read(_ buffer: [UInt8], in range: Range<Int>) throws(LogsError) -> ForwardAck {
        var reader = MessagePackReader(buffer, in: range, limits: .init(depthMax: 8, valuesMax: 1000))
        let fields = try reader.readFields()
        guard let ack = fields.first(where: { $0.key == "ack" }) else { return .refused }
        guard case .string(let chunk) = ack.value else {
            throw LogsError(.malformed, "the value of ack is not a string", offset: range.lowerBound)
        }
        return ChunkID(base64: chunk).map { .acknowledged($0) } ?? .foreign(chunk)
    }
}
