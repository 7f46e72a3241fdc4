public import AtalayaModel

/// Reads logfmt: pairs of `key=value` with spaces in between, values with spaces in quotation marks.
///
/// Whole numbers in their plain form become numbers, `true` and `false` become booleans, and so does a key without a
/// value (`true`). In quotation marks a value is text, with JSON's escapes. A line without any pair, or with a quotation
/// mark that does not end, is no logfmt.
public struct LogfmtParser: RecordParser {
    public static let format = LogFormat.logfmt

    private static let space = UInt8(ascii: " ")
    private static let quote = UInt8(ascii: "\"")
    private static let equals = UInt8(ascii: "=")

    private let settings: ParserSettings

    public init(settings: ParserSettings = ParserSettings()) { self.settings = settings }

    public func parse(_ line: Span<UInt8>, readAt: LogTime) -> ParsedLine {
        guard let fields = Self.fields(line) else {
            return settings.message(line, readAt: readAt, problems: .unparsable)
        }
        return settings.parsed(fields, readAt: readAt)
    }

    private static func fields(_ line: Span<UInt8>) -> TextFields? {
        var fields = TextFields()
        var hasPair = false
        var position = 0
        while position < line.count {
            if line[position] <= space {
                position += 1
                continue
            }
            let start = position
            while position < line.count, line[position] > space, line[position] != equals {
                if line[position] == quote { return nil }
                position += 1
            }
            guard position > start else { return nil }
            let key = fields.string(line.extracting(start..<position))
            guard position < line.count, line[position] == equals else {
                fields.add(key, .bool(true))
                continue
            }
            hasPair = true
            position += 1
            if position < line.count, line[position] == quote {
                guard let text = quoted(line, &position, &fields) else { return nil }
                fields.add(key, .string(text))
            } else {
                let start = position
                while position < line.count, line[position] > space { position += 1 }
                add(key, line.extracting(start..<position), to: &fields)
            }
        }
        return hasPair ? fields : nil
    }

    private static func add(_ key: String, _ value: Span<UInt8>, to fields: inout TextFields) {
        if value.equals("true") {
            fields.add(key, .bool(true))
        } else if value.equals("false") {
            fields.add(key, .bool(false))
        } else {
            fields.addNumberOrText(key, value)
        }
    }

    /// A value in quotation marks, and the position behind it; `nil` where it does not end.
    private static func quoted(_ line: Span<UInt8>, _ position: inout Int, _ fields: inout TextFields) -> String? {
        let start = position
        position += 1
        var isEscaped = false
        while position < line.count, line[position] != quote {
            if line[position] == UInt8(ascii: "\\") {
                isEscaped = true
                position += 1
            }
            position += 1
        }
        guard position < line.count else { return nil }
        position += 1
        let inner = line.extracting((start + 1)..<(position - 1))
        if !isEscaped { return fields.string(inner) }
        // What is no JSON text stays as it was written, escapes and all.
        if let (value, escaped) = try? JSONReader.readEscapingInvalidText(
            line.extracting(start..<position), limits: JSONLimits()), case .string(let text) = value
        {
            fields.escapedBytes += escaped
            return text
        }
        return fields.string(inner)
    }
}
