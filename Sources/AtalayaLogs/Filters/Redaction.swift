import AtalayaModel

/// Finds what is to be hidden.
enum Redaction: Sendable {
    case pattern(Pattern)
    case cardNumber

    init(_ preset: RedactionPreset) throws(LogsError) {
        switch preset.form {
        case .cardNumber: self = .cardNumber
        case .pattern(let text):
            do {
                self = .pattern(try Pattern(text))
            } catch {
                throw LogsError(.invalidArgument, "\(preset.name): \(error)")
            }
        }
    }

    /// The parts of the text to hide: in order, not empty, not overlapping.
    func ranges(in text: Span<UInt8>) -> [Range<Int>] {
        switch self {
        case .cardNumber: CardNumbers.ranges(in: text)
        case .pattern(let pattern): Self.ranges(of: pattern, in: text)
        }
    }

    private static func ranges(of pattern: Pattern, in text: Span<UInt8>) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var position = 0
        while let match = pattern.firstMatch(in: text, from: position) {
            let parts = pattern.captureNames.isEmpty ? [match.range] : captures(of: match, pattern)
            for part in parts where !part.isEmpty && part.lowerBound >= (ranges.last?.upperBound ?? 0) {
                ranges.append(part)
            }
            position = match.range.upperBound
            if match.range.isEmpty {
                // On to the next character.
                position += 1
                while position < text.count, text[position] & 0xC0 == 0x80 { position += 1 }
            }
        }
        return ranges
    }

    private static func captures(of match: PatternMatch, _ pattern: Pattern) -> [Range<Int>] {
        (1...pattern.captureNames.count).compactMap { match[$0] }.sorted { $0.lowerBound < $1.lowerBound }
    }
}

/// Finds numbers of payment cards: 12 to 19 digits, perhaps in groups with a space or a hyphen in between, that begin
/// and are as long as an issuer's, and whose check digit is right (ISO/IEC 7812-1, annex B, the "Luhn formula").
enum CardNumbers {
    static func ranges(in text: Span<UInt8>) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var position = 0
        while position < text.count {
            guard text[position].decimalDigit != nil else {
                position += 1
                continue
            }
            if let end = end(of: position, in: text) {
                ranges.append(position..<end)
                position = end
            } else {
                // Only a number that begins here could have been one; the next may begin with the next group.
                while position < text.count, text[position].decimalDigit != nil { position += 1 }
            }
        }
        return ranges
    }

    /// Where the longest card number that begins at a place ends.
    private static func end(of start: Int, in text: Span<UInt8>) -> Int? {
        var digits: InlineArray<19, UInt8> = .init(repeating: 0)
        var count = 0
        var position = start
        var found: Int?
        while position < text.count, count < 19 {
            if let digit = text[position].decimalDigit {
                digits[count] = UInt8(digit)
                count += 1
                let isLast = position + 1 >= text.count || text[position + 1].decimalDigit == nil
                if isLast, count >= 12, isIssued(digits, count), isChecked(digits, count) { found = position + 1 }
            } else if text[position] != UInt8(ascii: " ") && text[position] != UInt8(ascii: "-")
                || text[position - 1].decimalDigit == nil
            {
                break
            }
            position += 1
        }
        return found
    }

    /// Whether an issuer has numbers that begin so and are so long.
    private static func isIssued(_ digits: InlineArray<19, UInt8>, _ count: Int) -> Bool {
        let two = Int(digits[0]) * 10 + Int(digits[1])
        let four = two * 100 + Int(digits[2]) * 10 + Int(digits[3])
        return switch two {
        case 40...49: count == 13 || count == 16 || count == 19
        case 51...55: count == 16
        case 22...27: count == 16 && 2_221...2_720 ~= four
        case 34, 37: count == 15
        case 30, 36, 38, 39: 14...19 ~= count
        case 35: 16...19 ~= count && 3_528...3_589 ~= four
        case 50, 56...69: true
        default: false
        }
    }

    /// Every second digit from the right is doubled, and its digits are added; the sum ends with 0.
    private static func isChecked(_ digits: InlineArray<19, UInt8>, _ count: Int) -> Bool {
        var sum = 0
        for index in 0..<count {
            let digit = Int(digits[index])
            let isDoubled = (count - index) % 2 == 0
            sum += isDoubled ? digit * 2 / 10 + digit * 2 % 10 : digit
        }
        return sum % 10 == 0
    }
}
