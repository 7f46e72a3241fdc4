/// Texts that a parser writes again and again: the keys of its fields, and values of which there are few. Each is kept
/// as text, and as MessagePack has it.
final class FieldNames: Sendable {
    let texts: [String]
    /// The forms in MessagePack one after the other, and where each begins; one place more for the end of the last.
    let encoded: [UInt8]
    let starts: [Int]
    /// The longest of them.
    let bytesMax: Int

    static let none = FieldNames([])

    /// The mark of a cut line is always the last of them.
    init(_ texts: [String]) {
        self.texts = texts + ["truncated"]
        var encoded: [UInt8] = []
        var starts = [0]
        for text in self.texts {
            // Fails only for texts of four gigabytes.
            try? MessagePackWriter.write(text, into: &encoded)
            starts.append(encoded.count)
        }
        self.encoded = encoded
        self.starts = starts
        bytesMax = zip(starts, starts.dropFirst()).map { $1 - $0 }.max() ?? 0
    }

    /// The place of the mark of a cut line.
    var truncated: Int { texts.count - 1 }
}
