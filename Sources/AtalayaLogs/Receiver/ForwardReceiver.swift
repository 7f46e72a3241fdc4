// Design
//
// One receiver is one connection. It is a value without sockets, clocks or files: bytes go in as they come, actions come
// out, and the owner does what they say. Messages end where MessagePack values end, in any split of the bytes; the
// framer finds those places without looking at a byte twice, and only complete messages are decoded.
//
// The receiver never acknowledges by itself. An acknowledgement means that the sender may forget the events, and only
// the owner knows when they are safe; so each batch carries the bytes to send and the owner sends them afterwards.
//
// A sender that breaks a rule hears of it by losing the connection without an acknowledgement: the protocol has no
// other answer, and a sender that keeps what was not acknowledged loses nothing by it.
//
// Where senders have to prove themselves, a `ForwardHandshakeServer` takes the connection's first bytes, and this takes
// what follows.

/// The server's side of Fluentd's forward protocol on one connection: strict, pure, and bounded.
///
/// ```swift
/// for action in receiver.receive(bytes) {
///     switch action {
///     case .batch(let batch):
///         try store(batch.records)
///         if let acknowledgement = batch.acknowledgement { send(acknowledgement) }
///     case .violation(let violation): report(violation)
///     case .close: close()
///     }
/// }
/// ```
///
/// Memory is bounded by the configuration: one message, its decompressed entries, and the records made of it.
public struct ForwardReceiver: Sendable {
    public let configuration: ForwardReceiverConfiguration
    /// Whether `close` has been asked for; everything that comes after that is ignored.
    public private(set) var isClosed = false
    /// Bytes taken since the connection began.
    public private(set) var receivedBytes: UInt64 = 0

    private var framer: MessagePackFramer
    /// Bytes of the message that is not complete yet.
    private var buffer: [UInt8] = []

    /// A buffer that a large message has left behind is given back when it is larger than this.
    private static let keptCapacityMax = 256 * 1024

    public init(configuration: ForwardReceiverConfiguration = .init()) {
        self.configuration = configuration
        framer = MessagePackFramer(frameBytesMax: configuration.frameBytesMax, depthMax: configuration.depthMax)
    }

    /// Whether a message has begun and not ended.
    public var isInsideMessage: Bool { !buffer.isEmpty }

    /// Takes the next bytes of the connection, in any split, and says what to do.
    ///
    /// Linear in the number of bytes over the whole connection.
    public mutating func receive(_ bytes: [UInt8]) -> [ReceiverAction] {
        guard !isClosed, !bytes.isEmpty else { return [] }
        let bufferOffset = receivedBytes - UInt64(buffer.count)
        receivedBytes += UInt64(bytes.count)
        buffer += bytes

        var actions: [ReceiverAction] = []
        var start = 0
        do throws(ForwardBreach) {
            while let end = try endOfMessage(from: start) {
                var decoder = ForwardMessageDecoder(buffer, in: start..<end, configuration: configuration)
                let result = Result { () throws(ForwardBreach) in try decoder.decode() }
                // What was tolerated comes before what was not, as it did in the message.
                for breach in decoder.tolerated {
                    actions.append(.violation(breach.violation(at: bufferOffset, frame: start)))
                }
                if let batch = try result.get() { actions.append(.batch(batch)) }
                start = end
            }
        } catch {
            actions.append(.violation(error.violation(at: bufferOffset, frame: start)))
            actions.append(.close)
            isClosed = true
            buffer = []
            return actions
        }
        forget(start)
        return actions
    }

    /// Says that the sender has closed the connection.
    public mutating func connectionEnded() -> [ReceiverAction] {
        guard !isClosed else { return [] }
        isClosed = true
        guard !buffer.isEmpty else { return [.close] }
        let waiting = buffer.count
        buffer = []
        return [
            .violation(
                ForwardViolation(
                    rule: .frameComplete, message: "the connection ends after \(waiting) bytes of a message",
                    offset: receivedBytes)),
            .close,
        ]
    }

    private mutating func endOfMessage(from start: Int) throws(ForwardBreach) -> Int? {
        do {
            return try framer.endOfFrame(in: buffer, from: start)
        } catch {
            throw ForwardBreach(error.code == .limitExceeded ? .frameLimit : .frameSyntax, error)
        }
    }

    private mutating func forget(_ count: Int) {
        if count == buffer.count {
            buffer.removeAll(keepingCapacity: buffer.capacity <= Self.keptCapacityMax)
        } else if count > 0 {
            buffer.removeSubrange(..<count)
        }
    }
}
