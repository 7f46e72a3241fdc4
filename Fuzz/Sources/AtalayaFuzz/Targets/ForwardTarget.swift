import AtalayaLogs
import AtalayaZlib

/// A connection of the forward protocol, from a sender that may be anything. However the bytes are cut, the receiver must come
/// to the same actions.
struct ForwardTarget: FuzzTarget {
    let name = "forward"

    private static let configurations = [
        ForwardReceiverConfiguration(
            frameBytesMax: 1 << 20, decompressedBytesMax: 1 << 20, depthMax: 16, valuesMax: 10_000),
        ForwardReceiverConfiguration(
            frameBytesMax: 1 << 20, decompressedBytesMax: 1 << 20, depthMax: 16, valuesMax: 10_000,
            toleratedRules: Set(ForwardRule.all.filter(\.canBeTolerated))),
    ]

    var seeds: [[UInt8]] {
        var random = SplitMix64(seed: 1)
        let id = ChunkID(random: &random)
        let record = LogRecord(
            time: LogTime(seconds: 1_767_225_600, nanoseconds: 5),
            fields: [LogField("message", .string("rolled out")), LogField("status", .integer(200))])
        let records = [LogRecord](repeating: record, count: 3)
        let messages: [[UInt8]?] = [
            try? ForwardFrame.encode(Self.chunk(records, id: id, isCompressed: true)),
            try? ForwardFrame.encode(Self.chunk(records, id: id, isCompressed: false)),
        ]
        let frames = messages.compactMap(\.self)
        // A plain message, the way libraries in scripting languages send it: [tag, time, record].
        let plain: [UInt8] = [0x93, 0xa1, 0x61, 0xce, 0x69, 0x55, 0x00, 0x00, 0x81, 0xa1, 0x6d, 0xa1, 0x78]
        return frames + [frames.flatMap(\.self), plain, plain + plain]
    }

    let dictionary: [[UInt8]] =
        words(["size", "chunk", "compressed", "gzip", "ack", "fluent_signal", "source"]) + [
            [0x93], [0x94], [0x81], [0xc0], [0xd7, 0x00], [0x1f, 0x8b, 0x08], [0xda, 0xff, 0xff],
            [0xc6, 0x7f, 0xff, 0xff, 0xff],
        ]

    func run(_ input: [UInt8]) throws(FuzzFailure) {
        for configuration in Self.configurations {
            var whole = ForwardReceiver(configuration: configuration)
            let expected = (whole.receive(input) + whole.connectionEnded()).map { "\($0)" }
            for pieceBytes in [1, 7, 1000] where input.count < 2048 || pieceBytes > 1 {
                var pieces = ForwardReceiver(configuration: configuration)
                var actions: [ReceiverAction] = []
                for start in stride(from: 0, to: input.count, by: pieceBytes) {
                    actions += pieces.receive(Array(input[start..<min(input.count, start + pieceBytes)]))
                }
                actions += pieces.connectionEnded()
                try require(actions.map { "\($0)" } == expected, "pieces of \(pieceBytes) bytes gave other actions")
            }
        }
    }

    private static func chunk(_ records: [LogRecord], id: ChunkID, isCompressed: Bool) throws -> Chunk {
        var builder = try ChunkBuilder(tag: "app")
        for (index, record) in records.enumerated() {
            let start = UInt64(index) * 10
            try builder.append(
                record, lineBytes: 10, span: SourceSpan(source: "app.log", from: start, to: start + 10), at: .zero)
        }
        guard isCompressed else { return try builder.seal(id: id) }
        var compressor = try Compressor(format: .gzip)
        return try builder.seal(id: id, with: &compressor)
    }
}
