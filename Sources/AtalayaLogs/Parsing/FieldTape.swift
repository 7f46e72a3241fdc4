import AtalayaModel

// Design
//
// Between a line and what becomes of it stands a tape: a flat list of what a parser found, in the order in which it was
// found. Texts are ranges of the line; only what the line has in another form (escapes, bytes that are no UTF-8) is
// written beside it, one after the other into one buffer.
//
//     line ─▶ parser ─▶ tape ─┬▶ entry of a chunk   nothing is allocated
//                             └▶ record             for filters, metrics and events of several lines
//
// A tape is used for one line after the other, so that its two buffers are allocated once. A map or an array says how
// many items lie in it, so that whoever looks for a field steps over it; and since MessagePack too says first how many
// there are, an entry is the tape written from its start to its end.

/// What a parser found in a line: its fields, its time, and what was wrong with it.
///
/// ```swift
/// var tape = FieldTape()
/// parser.parse(line, into: &tape)
/// try builder.append(tape, of: line, readAt: time, …)
/// ```
///
/// A tape is read together with the line of which it was made: it says where in the line the texts are.
public struct FieldTape: Sendable {
    enum Kind: UInt8, Sendable {
        case null, no, yes, integer, unsigned, double, text, array, map
        /// The key of the item behind it.
        case key
    }

    /// Where the bytes of a key or a text are.
    enum Place: UInt8, Sendable {
        case line, beside, names
    }

    struct Item: Sendable {
        var kind: Kind
        var place = Place.line
        /// Bytes of a key or a text; members of a map or an array.
        var count = 0
        /// The bits of a number; where a key or a text begins, or which of the names it is; how many items lie in a map
        /// or an array, at all depths.
        var payload: UInt64 = 0

        /// Items until the one behind this one.
        var length: Int { kind == .map || kind == .array ? 1 + Int(payload) : 1 }
    }

    /// The line's own time.
    public internal(set) var time: LogTime?
    /// What was wrong with the line.
    public internal(set) var problems: LineProblems = []
    /// Which of the source's streams the line belongs to, where it tells.
    public internal(set) var stream = LogStream.only
    /// Whether the message goes on in the next line of the stream. See ``RecordJoiner``.
    public internal(set) var isPartial = false

    /// The first item is the map of the record's fields.
    var items: [Item] = []
    /// Texts that the line has in another form.
    var beside: [UInt8] = []
    var names = FieldNames.none
    /// Whether the whole line is UTF-8, and with it each of its parts.
    var isText = true
    /// How deep maps and arrays lie inside each other, the record's map included.
    var depth = 1
    /// Room for the parser that works with patterns.
    var match = PatternMatch()

    /// How large the buffers may be that are kept from one line to the next.
    private static let keptBytesMax = 64 << 10
    private static let keptItemsMax = 4_096

    public init() {}

    /// The tape of one value, for those who read JSON.
    init(valueIn text: Span<UInt8>) {
        isText = (try? UTF8Span(validating: text)) != nil
    }

    /// Forgets the line before.
    ///
    /// - Parameter isText: Whether the line is known to be UTF-8.
    mutating func begin(_ line: Span<UInt8>, names: FieldNames, isText: Bool = false) {
        time = nil
        stream = .only
        isPartial = false
        self.names = names
        self.isText = isText || (try? UTF8Span(validating: line)) != nil
        clear()
    }

    /// Begins a record without fields.
    mutating func clear() {
        problems = []
        depth = 1
        // What one large line has needed is not kept for the small ones that follow.
        beside.removeAll(keepingCapacity: beside.capacity <= Self.keptBytesMax)
        items.removeAll(keepingCapacity: items.capacity <= Self.keptItemsMax)
        items.append(Item(kind: .map))
    }

    /// What a parser does with a line that it cannot read: the line is the message, which has the first of the names.
    mutating func setMessage(_ line: Span<UInt8>, problems: LineProblems = []) {
        clear()
        stream = .only
        isPartial = false
        time = nil
        addText(name: 0, 0..<line.count, of: line)
        self.problems.formUnion(problems)
    }

    // MARK: Adding

    mutating func addKey(name: Int) {
        items[0].count += 1
        items.append(Item(kind: .key, place: .names, payload: UInt64(name)))
    }

    mutating func addKey(_ range: Range<Int>, of line: Span<UInt8>) {
        items[0].count += 1
        add(.key, range, of: line)
    }

    mutating func addText(name: Int, _ range: Range<Int>, of line: Span<UInt8>) {
        addKey(name: name)
        add(.text, range, of: line)
    }

    /// A field of which the value too is one of the names.
    mutating func addName(name: Int, value: Int) {
        addKey(name: name)
        items.append(Item(kind: .text, place: .names, payload: UInt64(value)))
    }

    /// A part of the line as a number, where it is one in its plain form: `7`, but not `007` or `+7`, whose text would be
    /// lost.
    mutating func addNumberOrText(_ range: Range<Int>, of line: Span<UInt8>) {
        if let number = Self.number(line.extracting(range)) {
            add(number: .integer(number))
        } else {
            add(.text, range, of: line)
        }
    }

    /// A key or a text; bytes that are no UTF-8 are escaped and noted.
    mutating func add(_ kind: Kind, _ range: Range<Int>, of line: Span<UInt8>) {
        if isText {
            items.append(Item(kind: kind, place: .line, count: range.count, payload: UInt64(range.lowerBound)))
        } else {
            let start = beside.count
            beside.append(copying: line.extracting(range))
            addBeside(kind, from: start)
        }
    }

    /// A key or a text that was written beside the line, from `start` on.
    mutating func addBeside(_ kind: Kind, from start: Int) {
        if !isText {
            let text = LineText(beside.span.extracting(start..<beside.count))
            if text.escapedBytes > 0 {
                problems.insert(.invalidText)
                beside.removeSubrange(start...)
                beside.append(contentsOf: text.string.utf8)
            }
        }
        items.append(Item(kind: kind, place: .beside, count: beside.count - start, payload: UInt64(start)))
    }

    mutating func add(_ value: Bool) { items.append(Item(kind: value ? .yes : .no)) }

    mutating func addNull() { items.append(Item(kind: .null)) }

    /// A number; of other values nothing is written.
    mutating func add(number: LogValue) {
        switch number {
        case .integer(let value): items.append(Item(kind: .integer, payload: UInt64(bitPattern: value)))
        case .unsigned(let value): items.append(Item(kind: .unsigned, payload: value))
        case .double(let value): items.append(Item(kind: .double, payload: value.bitPattern))
        default: break
        }
    }

    /// Begins a map or an array, which ``close(_:count:)`` ends.
    mutating func open(_ kind: Kind) -> Int {
        items.append(Item(kind: kind))
        return items.count - 1
    }

    mutating func close(_ place: Int, count: Int) {
        items[place].count = count
        items[place].payload = UInt64(items.count - place - 1)
    }

    /// Takes out the field whose key is at `index`.
    mutating func removeField(at index: Int) {
        items.removeSubrange(index..<(index + 1 + items[index + 1].length))
        items[0].count -= 1
    }

    /// Notes what the ``LineSplitter`` says of the line.
    mutating func note(_ mark: LineMark) {
        if mark.escapedBytes > 0 { problems.insert(.invalidText) }
        guard mark.isCut else { return }
        problems.insert(.cut)
        addKey(name: names.truncated)
        add(true)
    }

    // MARK: Finding

    /// The first field with this key: where its key is.
    func field(_ key: Span<UInt8>, in line: Span<UInt8>) -> Int? {
        var index = 1
        while index < items.count {
            if equals(items[index], key, in: line) { return index }
            index += 1 + items[index + 1].length
        }
        return nil
    }

    /// The first field with this key, if its value is text: where its key is.
    public func textField(_ key: String, in line: Span<UInt8>) -> Int? {
        guard let index = field(key.utf8.span, in: line), items[index + 1].kind == .text else { return nil }
        return index
    }

    private func equals(_ item: Item, _ key: Span<UInt8>, in line: Span<UInt8>) -> Bool {
        switch item.place {
        case .line: return item.count == key.count && Self.equal(line, from: Int(item.payload), key)
        case .beside: return item.count == key.count && Self.equal(beside.span, from: Int(item.payload), key)
        case .names:
            let name = names.texts[Int(item.payload)].utf8
            return name.count == key.count && Self.equal(name.span, from: 0, key)
        }
    }

    private static func equal(_ bytes: Span<UInt8>, from start: Int, _ key: Span<UInt8>) -> Bool {
        for index in key.indices where bytes[start + index] != key[index] { return false }
        return true
    }

    /// Lends the bytes of a key or a text.
    func withText<Result>(
        _ item: Item, in line: Span<UInt8>, _ body: (Span<UInt8>) throws(LogsError) -> Result
    ) throws(LogsError) -> Result {
        let range = Int(item.payload)..<(Int(item.payload) + item.count)
        switch item.place {
        case .line: return try body(line.extracting(range))
        case .beside: return try body(beside.span.extracting(range))
        case .names: return try body(names.texts[Int(item.payload)].utf8.span)
        }
    }

    /// The whole number that a text is the plain form of.
    static func number(_ text: Span<UInt8>) -> Int64? {
        let isNegative = text.count > 0 && text[0] == UInt8(ascii: "-")
        let start = isNegative ? 1 : 0
        let count = text.count - start
        guard (1...18).contains(count) else { return nil }
        if text[start] == UInt8(ascii: "0"), count > 1 || isNegative { return nil }
        var value: Int64 = 0
        for index in start..<text.count {
            guard let digit = text[index].decimalDigit else { return nil }
            value = value * 10 + Int64(digit)
        }
        return isNegative ? -value : value
    }
}
