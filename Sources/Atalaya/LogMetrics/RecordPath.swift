import AtalayaLogs

/// The way to a field of a record: `http.status` is the field `status` of the map `http`, or else the field that is
/// itself called `http.status`.
struct RecordPath: Hashable, Sendable {
    private let text: String
    private let keys: [String]

    init(_ text: String) {
        self.text = text
        self.keys = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }

    func value(in record: LogRecord) -> LogValue? {
        if self.keys.count == 1 { return record[self.text] }
        var value = record[self.keys[0]]
        for key in self.keys.dropFirst() { value = value?[key] }
        return value ?? record[self.text]
    }
}
