// What filters, metrics and the joiner work on.

extension FieldTape {
    /// What the tape says, with the record in place.
    ///
    /// - Parameter readAt: the record's time where the line has none.
    public func parsedLine(of line: Span<UInt8>, readAt: LogTime) -> ParsedLine {
        ParsedLine(
            record: LogRecord(time: time ?? readAt, fields: fields(of: line)), problems: problems, stream: stream,
            isPartial: isPartial)
    }

    private func fields(of line: Span<UInt8>) -> [LogField] {
        var index = 0
        guard case .map(let fields) = value(at: &index, of: line) else { return [] }
        return fields
    }

    /// The value at `index`, which goes to the item behind it.
    func value(at index: inout Int, of line: Span<UInt8>) -> LogValue {
        let item = items[index]
        index += 1
        switch item.kind {
        case .array:
            var values: [LogValue] = []
            values.reserveCapacity(item.count)
            for _ in 0..<item.count { values.append(value(at: &index, of: line)) }
            return .array(values)
        case .map:
            var fields: [LogField] = []
            fields.reserveCapacity(item.count)
            for _ in 0..<item.count {
                let key = string(items[index], of: line)
                index += 1
                fields.append(LogField(key: key, value: value(at: &index, of: line)))
            }
            return .map(fields)
        default: return value(of: item, in: line)
        }
    }

    /// The value of an item that holds no others.
    func value(of item: Item, in line: Span<UInt8>) -> LogValue {
        switch item.kind {
        case .null, .array, .map: .null
        case .no: .bool(false)
        case .yes: .bool(true)
        case .integer: .integer(Int64(bitPattern: item.payload))
        case .unsigned: .unsigned(item.payload)
        case .double: .double(Double(bitPattern: item.payload))
        case .text, .key: .string(string(item, of: line))
        }
    }

    private func string(_ item: Item, of line: Span<UInt8>) -> String {
        if item.place == .names { return names.texts[Int(item.payload)] }
        // What is on the tape is UTF-8; were it not, it would be escaped once more.
        return (try? withText(item, in: line) { (text) throws(LogsError) in LineText(text).string }) ?? ""
    }
}
