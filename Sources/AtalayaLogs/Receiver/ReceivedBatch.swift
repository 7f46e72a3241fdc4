/// The events of one message that a sender has delivered, checked and decoded.
public struct ReceivedBatch: Hashable, Sendable {
    public var tag: String
    public var mode: ForwardMode
    public var records: [LogRecord]
    /// The metadata of each record, for senders that send any; empty when none of the entries has some.
    public var metadata: [[LogField]]
    public var options: ForwardOptions
    /// Bytes of the message on the wire.
    public var wireBytes: Int
    /// Bytes of the entries after decompression; for the modes that are not packed, of the part that holds them.
    public var entriesBytes: Int
    /// CRC-32 of the entries as they came: a chunk that is sent again has the same one.
    public var payloadChecksum: UInt32
    /// What to send on the same connection once the batch is safe, and not before; `nil` when the sender does not ask.
    ///
    /// It must go out in one piece: old versions of Fluentd read it only once.
    public var acknowledgement: [UInt8]?

    public init(
        tag: String, mode: ForwardMode, records: [LogRecord], metadata: [[LogField]] = [], options: ForwardOptions,
        wireBytes: Int, entriesBytes: Int, payloadChecksum: UInt32, acknowledgement: [UInt8]? = nil
    ) {
        self.tag = tag
        self.mode = mode
        self.records = records
        self.metadata = metadata
        self.options = options
        self.wireBytes = wireBytes
        self.entriesBytes = entriesBytes
        self.payloadChecksum = payloadChecksum
        self.acknowledgement = acknowledgement
    }

    /// The chunk's ID exactly as the sender wrote it.
    public var chunk: String? { options.chunk }
    /// The chunk's ID, when it has the usual form.
    public var chunkID: ChunkID? { options.chunk.flatMap { ChunkID(base64: $0) } }
}

/// What the owner of a connection has to do next.
public enum ReceiverAction: Hashable, Sendable {
    /// Store the batch, and when it is safe send its acknowledgement.
    case batch(ReceivedBatch)
    /// Tell somebody that a rule was broken. When the rule is not tolerated, `close` follows.
    case violation(ForwardViolation)
    /// Close the connection. Nothing more comes from this receiver.
    case close
}
