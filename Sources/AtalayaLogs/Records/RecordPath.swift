/// The way to a field of a record: `http.status` is the field `status` of the map `http`, or else the field that is
/// itself called `http.status`.
public struct RecordPath: Hashable, Sendable {
    public let text: String
    private let keys: [String]

    public init(_ text: String) {
        self.text = text
        keys = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }

    /// The value at the end of the way. Linear in the fields on it.
    public func value(in record: LogRecord) -> LogValue? {
        if keys.count == 1 { return record[text] }
        var value = record[keys[0]]
        for key in keys.dropFirst() { value = value?[key] }
        return value ?? record[text]
    }

    /// Changes the field at the end of the way, if there is one, and says whether there is.
    ///
    /// - Parameter body: Gets the fields around it and its place among them.
    @discardableResult
    public func edit(in record: inout LogRecord, _ body: (_ fields: inout [LogField], _ index: Int) -> Void) -> Bool {
        if keys.count > 1, Self.edit(keys[...], in: &record.fields, body) { return true }
        return Self.edit([text], in: &record.fields, body)
    }

    private static func edit(
        _ keys: ArraySlice<String>, in fields: inout [LogField], _ body: (inout [LogField], Int) -> Void
    ) -> Bool {
        guard let key = keys.first, let index = fields.firstIndex(where: { $0.key == key }) else { return false }
        if keys.count == 1 {
            body(&fields, index)
            return true
        }
        guard case .map(var inner) = fields[index].value else { return false }
        // Taken out while it is changed, so that it is changed where it lies.
        fields[index].value = .null
        defer { fields[index].value = .map(inner) }
        return edit(keys.dropFirst(), in: &inner, body)
    }
}
