import AtalayaZlib

extension ForwardMessageDecoder {
    /// What has been read of a message's events.
    struct Entries {
        private(set) var records: [LogRecord] = []
        /// For each record, or empty as long as no entry has any.
        private(set) var metadata: [[LogField]] = []

        mutating func append(_ record: LogRecord, metadata fields: [LogField]) {
            if metadata.isEmpty && !fields.isEmpty { metadata = Array(repeating: [], count: records.count) }
            if !metadata.isEmpty || !fields.isEmpty { metadata.append(fields) }
            records.append(record)
        }
    }

    /// Reads entries that follow each other until the bytes end.
    mutating func readPacked(_ bytes: [UInt8], in range: Range<Int>) throws(ForwardBreach) -> Entries {
        entriesStart = range.lowerBound
        defer { entriesStart = nil }
        var entries = Entries()
        var reader = makeReader(bytes, in: range)
        while !reader.isAtEnd { try readEntry(&reader, into: &entries) }
        return entries
    }

    /// Reads `[time, record]` or `[[time, metadata], record]`.
    mutating func readEntry(_ reader: inout MessagePackReader, into entries: inout Entries) throws(ForwardBreach) {
        try readPair(&reader)
        var metadata: [LogField] = []
        let time: LogTime
        if reader.nextKind == .array {
            try readPair(&reader)
            time = try read(.eventTime) { () throws(LogsError) in try reader.readEventTime() }
            metadata = try readRecord(&reader)
        } else {
            time = try read(.eventTime) { () throws(LogsError) in try reader.readEventTime() }
        }
        entries.append(LogRecord(time: time, fields: try readRecord(&reader)), metadata: metadata)
    }

    private func readPair(_ reader: inout MessagePackReader) throws(ForwardBreach) {
        let start = reader.position
        let count = try read(.entryForm) { () throws(LogsError) in try reader.readArrayHeader() }
        guard count == 2 else {
            throw breach(.entryForm, "an array of \(count) where two values belong", offset: start)
        }
    }

    mutating func readRecord(_ reader: inout MessagePackReader) throws(ForwardBreach) -> [LogField] {
        let start = reader.position
        let escapedBefore = reader.escapedTexts
        let fields = try read(.record) { () throws(LogsError) in try reader.readFields() }
        if reader.escapedTexts > escapedBefore {
            try note(.text, "a record has a string that is not UTF-8", offset: start)
        }
        return fields
    }

    mutating func readOptions(
        _ reader: inout MessagePackReader, isPresent: Bool
    ) throws(ForwardBreach) -> ForwardOptions {
        guard isPresent else { return ForwardOptions() }
        let start = reader.position
        let escapedBefore = reader.escapedTexts
        let fields = try read(.optionMap) { () throws(LogsError) in try reader.readFields() }
        // An ID has to be echoed byte for byte, which text that was escaped cannot be.
        guard reader.escapedTexts == escapedBefore else {
            throw breach(.optionTypes, "an option has a string that is not UTF-8", offset: start)
        }
        var options = ForwardOptions()
        for field in fields {
            switch (field.key, field.value) {
            case ("size", .integer(let size)) where size >= 0: options.size = Int(size)
            case ("chunk", .string(let chunk)): options.chunk = chunk
            case ("compressed", .string(let compressed)): options.compressed = compressed
            case ("size", _), ("chunk", _), ("compressed", _):
                throw breach(.optionTypes, "the option \(field.key) has a value of the wrong type", offset: start)
            default: options.others.append(field)
            }
        }
        if let chunk = options.chunk, ChunkID(base64: chunk) == nil {
            try note(.chunkID, "chunk is not the Base64 of 16 bytes", offset: start)
        }
        return options
    }

    /// For the modes whose events are not packed.
    func refuseCompression(_ options: ForwardOptions, offset: Int) throws(ForwardBreach) {
        if let compressed = options.compressed, compressed != "text" {
            throw breach(.compression, "compressed is “\(compressed)” and the entries are not packed", offset: offset)
        }
    }

    /// The plain entries of a gzip payload. `offset` is where the payload stands in the message.
    mutating func decompress(_ payload: ArraySlice<UInt8>, offset: Int) throws(ForwardBreach) -> [UInt8] {
        var plain: [UInt8] = []
        let memberCount: Int
        do throws(ZlibError) {
            var decompressor = try Decompressor(format: .gzip, outputBytesMax: configuration.decompressedBytesMax)
            try decompressor.write(payload, into: &plain)
            try decompressor.finish()
            memberCount = decompressor.memberCount
        } catch {
            let rule: ForwardRule =
                switch error.code {
                case .outputLimit: .decompressedLimit
                case .trailingGarbage: .gzipTrailing
                default: .gzip
                }
            throw breach(rule, error.message, offset: offset)
        }
        if memberCount != 1 {
            try note(.gzipMembers, "the entries are \(memberCount) gzip members", offset: offset)
        }
        return plain
    }
}
