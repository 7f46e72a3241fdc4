// From a line to the bytes of its chunk, without a record in between. What comes out is what `ForwardEntry` makes of the
// record.

extension FieldTape {
    /// Appends the entry `[time, record]`.
    ///
    /// - Parameters:
    ///   - line: The line that the tape was made of.
    ///   - readAt: The record's time where the line has none.
    /// - Throws: `.limitExceeded` for what MessagePack cannot say. The buffer may then end with a part of the entry.
    public func writeEntry(of line: Span<UInt8>, readAt: LogTime, into buffer: inout [UInt8]) throws(LogsError) {
        try check(line)
        try Self.begin(time ?? readAt, fields: items[0].count, into: &buffer)
        write(1..<items.count, of: line, into: &buffer)
    }

    /// Appends the entry of a line whose message was read too: the fields found in it stand in its place, and its time is
    /// the record's.
    ///
    /// - Parameters:
    ///   - field: Where the message's key is: see ``textField(_:in:)``.
    ///   - content: What was found in the message.
    public func writeEntry(
        of line: Span<UInt8>, replacing field: Int, with content: borrowing FieldTape, readAt: LogTime,
        into buffer: inout [UInt8]
    ) throws(LogsError) {
        try check(line)
        try content.check(line)
        try Self.begin(
            content.time ?? time ?? readAt, fields: items[0].count - 1 + content.items[0].count, into: &buffer)
        write(1..<field, of: line, into: &buffer)
        let message = items[field + 1]
        let all = 1..<content.items.count
        let start = Int(message.payload)
        switch message.place {
        case .line: content.write(all, of: line.extracting(start..<(start + message.count)), into: &buffer)
        case .beside: content.write(all, of: beside.span.extracting(start..<(start + message.count)), into: &buffer)
        case .names: content.write(all, of: names.texts[start].utf8.span, into: &buffer)
        }
        write((field + 2)..<items.count, of: line, into: &buffer)
    }

    /// Reads the message at `field` with another parser, into another tape.
    public func parseMessage(
        at field: Int, of line: Span<UInt8>, with parser: any RecordParser, into content: inout FieldTape
    ) {
        try? withText(items[field + 1], in: line) { (text) throws(LogsError) in parser.parse(text, into: &content) }
    }

    /// What MessagePack or its readers have no room for.
    private func check(_ line: Span<UInt8>) throws(LogsError) {
        guard depth <= MessagePackWriter.depthMax else {
            throw LogsError(.limitExceeded, "the value is nested deeper than \(MessagePackWriter.depthMax)")
        }
        // No text is longer than the line or what is written beside it, and none has more values than it has bytes.
        guard UInt32(exactly: max(line.count, beside.count)) != nil else {
            throw LogsError(.limitExceeded, "a line of \(line.count) bytes does not fit the 32 bits of MessagePack")
        }
    }

    private static func begin(_ time: LogTime, fields: Int, into buffer: inout [UInt8]) throws(LogsError) {
        try MessagePackWriter.writeArrayHeader(2, into: &buffer)
        EventTime.write(time, into: &buffer)
        try MessagePackWriter.writeMapHeader(fields, into: &buffer)
    }

    private func write(_ range: Range<Int>, of line: Span<UInt8>, into buffer: inout [UInt8]) {
        let items = self.items.span
        let beside = self.beside.span
        var bytesMax = 0
        for index in range {
            let item = items[index]
            switch item.kind {
            case .key, .text:
                bytesMax &+= EntryPen.headerBytesMax &+ (item.place == .names ? names.bytesMax : item.count)
            default: bytesMax &+= EntryPen.numberBytesMax
            }
        }
        let encoded = names.encoded
        let starts = names.starts
        EntryPen.write(upTo: bytesMax, into: &buffer) { pen in
            for index in range {
                let item = items[index]
                let start = Int(item.payload & 0x7fff_ffff_ffff_ffff)
                switch item.kind {
                case .key, .text:
                    switch item.place {
                    case .line: pen.write(text: line.extracting(start..<(start &+ item.count)))
                    case .beside: pen.write(text: beside.extracting(start..<(start &+ item.count)))
                    case .names: pen.write(bytes: encoded.span.extracting(starts[start]..<starts[start &+ 1]))
                    }
                case .integer: pen.write(Int64(bitPattern: item.payload))
                case .unsigned: pen.write(item.payload)
                case .double: pen.write(Double(bitPattern: item.payload))
                case .null: pen.write(byte: MessagePackFormat.null)
                case .no: pen.write(byte: MessagePackFormat.no)
                case .yes: pen.write(byte: MessagePackFormat.yes)
                case .array: pen.writeArrayHeader(item.count)
                case .map: pen.writeMapHeader(item.count)
                }
            }
        }
    }
}
