/// Reads what begins with a digit: a number, or a duration.
///
/// Prometheus scans first and understands later, and its scanner has edges of its own (`1..`, `0x1e` at the end); they are
/// kept, so that both refuse the same texts.
struct PromQLNumberScanner {
    let bytes: [UInt8]
    let start: Int
    private(set) var position: Int
    let version: TargetVersion

    /// Underscores between digits, and numbers where durations are asked for.
    static let looseNumbers = TargetVersion(2, 54)

    init(bytes: [UInt8], start: Int, version: TargetVersion) {
        self.bytes = bytes
        self.start = start
        self.version = version
        position = start
    }

    /// Nil if it is neither.
    mutating func scan() -> PromQLToken.Kind? {
        let isNumber = version >= Self.looseNumbers ? scanNumber() : scanOldNumber()
        if isNumber { return value().map { .number($0) } }
        return scanDuration() ? duration().map { .duration($0) } : nil
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func accept(_ isWanted: (UInt8) -> Bool) -> Bool {
        guard let byte = current, isWanted(byte) else { return false }
        position += 1
        return true
    }

    private mutating func accept(_ wanted: UInt8) -> Bool { accept { $0 == wanted } }

    private static func isExponent(_ byte: UInt8) -> Bool { byte | 0x20 == UInt8(ascii: "e") }

    private mutating func scanNumber() -> Bool {
        var base = 10
        if accept(UInt8(ascii: "0")), accept({ $0 | 0x20 == UInt8(ascii: "x") }) {
            _ = accept(UInt8(ascii: "_"))
            base = 16
        }
        let isDigit: (UInt8) -> Bool = { $0.digit(base: base) != nil }
        _ = accept(UInt8(ascii: "."))
        _ = accept(isDigit)
        var sawDot = false
        var sawExponent = false
        while let byte = current {
            if byte == UInt8(ascii: ".") {
                position += 1
                if sawDot || base == 16 { return false }
                sawDot = true
                if accept({ $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") }) { return false }
            } else if Self.isExponent(byte) {
                position += 1
                if sawExponent { return false }
                sawExponent = true
                _ = accept { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
                if current == nil || accept(Self.isSeparator) { return false }
            } else if byte == UInt8(ascii: "_") {
                position += 1
                if current == nil || accept(Self.isSeparator) { return false }
            } else if isDigit(byte) {
                while accept(isDigit) {}
            } else {
                break
            }
        }
        return current?.isWord != true
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || isExponent(byte)
    }

    private mutating func scanOldNumber() -> Bool {
        var base = 10
        if accept(UInt8(ascii: "0")), accept({ $0 | 0x20 == UInt8(ascii: "x") }) { base = 16 }
        while accept({ $0.digit(base: base) != nil }) {}
        if accept(UInt8(ascii: ".")) { while accept({ $0.digit(base: base) != nil }) {} }
        if accept(Self.isExponent) {
            _ = accept { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
            while accept(\.isDigit) {}
        }
        return current?.isWord != true
    }

    private mutating func scanDuration() -> Bool {
        let units = Array("smhdwy".utf8)
        guard accept({ units.contains($0) }) else { return false }
        _ = accept(UInt8(ascii: "s"))
        while accept(\.isDigit) {
            while accept(\.isDigit) {}
            guard accept({ units.contains($0) }) else { return false }
            _ = accept(UInt8(ascii: "s"))
        }
        return current?.isWord != true
    }

    private func duration() -> Int64? {
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        return (try? PrometheusDuration(text))?.milliseconds
    }

    /// The number that the scanned text stands for: hexadecimal, octal behind a zero, or decimal.
    private func value() -> Double? {
        let digits = bytes[start..<position]
        guard digits.contains(UInt8(ascii: "_")) else { return Self.value(digits, hasSeparators: false) }
        guard Self.hasLegalSeparators(digits) else { return nil }
        return Self.value(digits.filter { $0 != UInt8(ascii: "_") }[...], hasSeparators: true)
    }

    /// An underscore stands between digits, or behind `0x`.
    private static func hasLegalSeparators(_ digits: ArraySlice<UInt8>) -> Bool {
        var previous: UInt8 = 0
        let isHexadecimal = digits.dropFirst().first.map { $0 | 0x20 == UInt8(ascii: "x") } ?? false
        for (index, byte) in digits.enumerated() {
            let base = isHexadecimal ? 16 : 10
            if byte == UInt8(ascii: "_") {
                guard previous.digit(base: base) != nil || (isHexadecimal && index == 2) else { return false }
            } else if previous == UInt8(ascii: "_"), byte.digit(base: base) == nil {
                return false
            }
            previous = byte
        }
        return previous != UInt8(ascii: "_")
    }

    private static func value(_ digits: ArraySlice<UInt8>, hasSeparators: Bool) -> Double? {
        let text = String(decoding: digits, as: UTF8.self)
        if text.hasPrefix("0x") || text.hasPrefix("0X") {
            return Int64(text.dropFirst(2), radix: 16).map(Double.init)
        }
        if digits.count > 1, digits.first == UInt8(ascii: "0"), let octal = Int64(text, radix: 8) {
            return Double(octal)
        }
        guard digits.contains(where: \.isDigit), let value = Double(text), value.isFinite else { return nil }
        return value
    }
}
