public import AtalayaModel

/// Reads a JSON object on each line and makes its members the record's fields, in their order.
///
/// The time field becomes the record's time; every other member stays as it is, whatever it is called. A line that is
/// no JSON object (also one that is cut, or that is JSON of another kind) goes out whole as a message.
public struct JSONParser: RecordParser {
    public static let format = LogFormat.json

    private let settings: ParserSettings
    private let names: FieldNames

    public init(settings: ParserSettings = ParserSettings()) {
        self.settings = settings
        names = FieldNames([settings.messageField])
    }

    public func parse(_ line: Span<UInt8>, into tape: inout FieldTape) {
        tape.begin(line, names: names)
        guard tape.readObject(line, from: Self.byteOrderMarkBytes(line), limits: settings.jsonLimits) else {
            return tape.setMessage(line, problems: .unparsable)
        }
        settings.takeTime(from: &tape, of: line)
    }

    /// Some programs begin a file with a byte order mark, which is no JSON but says nothing either.
    private static func byteOrderMarkBytes(_ line: Span<UInt8>) -> Int {
        line.count >= 3 && line[0] == 0xEF && line[1] == 0xBB && line[2] == 0xBF ? 3 : 0
    }
}

extension FieldTape {
    /// Reads a line that is a JSON object: its members become the record's fields. False for any other line; then what is
    /// on the tape means nothing.
    mutating func readObject(_ line: Span<UInt8>, from start: Int = 0, limits: JSONLimits) -> Bool {
        items.removeAll(keepingCapacity: true)
        var cursor = JSONCursor(limits: limits, escapesInvalidText: true)
        cursor.position = start
        guard (try? cursor.readText(line, into: &self)) != nil else { return false }
        return items[0].kind == .map
    }
}
