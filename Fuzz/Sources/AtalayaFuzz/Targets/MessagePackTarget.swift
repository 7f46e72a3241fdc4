import AtalayaLogs

/// Bytes that claim to be MessagePack: what is read can be written, and is then read as the same.
struct MessagePackTarget: FuzzTarget {
    let name = "messagepack"

    var seeds: [[UInt8]] {
        let values: [LogValue] = [
            .map([
                LogField("message", .string("rolled out")), LogField("status", .integer(-200)),
                LogField("ratio", .double(0.25)), LogField("raw", .binary([0, 1, 255])),
                LogField("list", .array([.null, .bool(true), .unsigned(.max), .integer(.min), .string("é😀")])),
                LogField("nested", .map([LogField("empty", .map([])), LogField("none", .array([]))])),
            ]),
            .array((0..<20).map { .integer(Int64($0) * 7919) }),
            .string(String(repeating: "x", count: 300)),
        ]
        return values.compactMap { value in
            var bytes: [UInt8] = []
            return (try? MessagePackWriter.write(value, into: &bytes)) == nil ? nil : bytes
        } + [
            // EventTime as an extension of 8 bytes, and another extension.
            [0x92, 0xd7, 0x00, 0x65, 0x53, 0xf1, 0x00, 0x00, 0x00, 0x00, 0x01, 0x80],
            [0xc7, 0x03, 0x05, 0x01, 0x02, 0x03],
        ]
    }

    let dictionary: [[UInt8]] = [
        [0xdf, 0xff, 0xff, 0xff, 0xff], [0xdd, 0x7f, 0xff, 0xff, 0xff], [0xdb, 0xff, 0xff, 0xff, 0xff],
        [0xc6, 0x80, 0x00, 0x00, 0x00],
        [0xd7, 0x00], [0xc7, 0x08, 0x00], [0xc1], [0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 1], [0xcf],
        [0xd3, 0x80, 0, 0, 0, 0, 0, 0, 0],
    ]

    func run(_ input: [UInt8]) throws(FuzzFailure) {
        var reader = MessagePackReader(input)
        while !reader.isAtEnd {
            let start = reader.position
            guard let value = try? reader.readValue() else {
                try require(reader.position == start, "an error moved the reader")
                break
            }
            try require(reader.position > start, "a value without bytes")
            try roundTrip(value)
        }
        var times = MessagePackReader(input)
        _ = try? times.readEventTime()
        var escaping = MessagePackReader(input, escapesInvalidText: true)
        _ = try? escaping.readFields()
        var acks = ForwardAckReader()
        _ = try? acks.append(input)
    }

    private func roundTrip(_ value: LogValue) throws(FuzzFailure) {
        var bytes: [UInt8] = []
        guard (try? MessagePackWriter.write(value, into: &bytes)) != nil else {
            throw FuzzFailure("cannot be written again")
        }
        // An extension is read as a map, which is a level deeper.
        var reader = MessagePackReader(bytes, limits: MessagePackLimits(depthMax: MessagePackWriter.depthMax))
        guard let again = try? reader.readValue(), reader.isAtEnd else { throw FuzzFailure("cannot be read again") }
        // By bytes, since NaN is not equal to itself.
        var bytesAgain: [UInt8] = []
        try? MessagePackWriter.write(again, into: &bytesAgain)
        try require(bytesAgain == bytes, "came back different")
    }
}
