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
    private let names: FieldNames

    public init(settings: ParserSettings = ParserSettings()) {
        self.settings = settings
        names = FieldNames([settings.messageField])
    }

    public func parse(_ line: Span<UInt8>, into tape: inout FieldTape) {
        tape.begin(line, names: names)
        guard Self.read(line, into: &tape) else { return tape.setMessage(line, problems: .unparsable) }
        settings.takeTime(from: &tape, of: line)
    }

    private static func read(_ line: Span<UInt8>, into tape: inout FieldTape) -> Bool {
        var hasPair = false
        var position = 0
        while position < line.count {
            if line[position] <= space {
                position += 1
                continue
            }
            let start = position
            while position < line.count, line[position] > space, line[position] != equals {
                if line[position] == quote { return false }
                position += 1
            }
            guard position > start else { return false }
            tape.addKey(start..<position, of: line)
            guard position < line.count, line[position] == equals else {
                tape.add(true)
                continue
            }
            hasPair = true
            position += 1
            if position < line.count, line[position] == quote {
                guard readQuoted(line, &position, &tape) else { return false }
            } else {
                let start = position
                while position < line.count, line[position] > space { position += 1 }
                add(start..<position, of: line, to: &tape)
            }
        }
        return hasPair
    }

    private static func add(_ range: Range<Int>, of line: Span<UInt8>, to tape: inout FieldTape) {
        let value = line.extracting(range)
        if value.equals("true") {
            tape.add(true)
        } else if value.equals("false") {
            tape.add(false)
        } else {
            tape.addNumberOrText(range, of: line)
        }
    }

    /// A value in quotation marks, up to the position behind it; false where it does not end.
    private static func readQuoted(_ line: Span<UInt8>, _ position: inout Int, _ tape: inout FieldTape) -> Bool {
        let start = position
        position += 1
        var isEscaped = false
        while true {
            position = ByteScan.endOfPlainText(in: line, from: position)
            guard position < line.count, line[position] != quote else { break }
            if line[position] == UInt8(ascii: "\\") {
                isEscaped = true
                position += 1
            }
            position += 1
        }
        guard position < line.count else { return false }
        position += 1
        if isEscaped {
            let count = tape.items.count
            let beside = tape.beside.count
            let problems = tape.problems
            var cursor = JSONCursor(limits: JSONLimits(), escapesInvalidText: true)
            // A text with escapes is written beside the line, so that it does not matter where the cursor began.
            if (try? cursor.readText(line.extracting(start..<position), into: &tape)) != nil { return true }
            // What is no JSON text stays as it was written, escapes and all.
            tape.items.removeSubrange(count...)
            tape.beside.removeSubrange(beside...)
            tape.problems = problems
        }
        tape.add(.text, (start + 1)..<(position - 1), of: line)
        return true
    }
}
