/// The forms in which kernels write numbers.
enum KernelText {
    /// The whole text as one number. The words for "no limit" (`max`, `unlimited`) are an infinite one.
    static func number(_ text: some StringProtocol) -> Double? {
        let text = text.trimmingASCIISpace
        if text == "max" || text == "unlimited" { return .infinity }
        // Digits only: `Double` would read `nan`, `0x1p3` and `inf` too, which no kernel means.
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return Double(text)
    }

    /// The number after a key, in lines of `key number`.
    static func value(of key: String, in text: String) -> Double? {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1)
            if words.count == 2, words[0] == key { return self.number(words[1]) }
        }
        return nil
    }
}

extension StringProtocol {
    fileprivate var trimmingASCIISpace: String {
        let isSpace = { (character: Character) in character == " " || character == "\n" || character == "\t" }
        return String(self.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
