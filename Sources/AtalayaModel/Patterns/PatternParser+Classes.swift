import Synchronization

// Escapes, and what stands in brackets.

extension PatternParser {
    /// What follows a backslash outside of brackets.
    mutating func parseEscape(_ flags: Flags, start: Int) throws(PatternError) -> PatternNode {
        guard let scalar = peek else { throw malformed("a \\ at the end of the pattern", at: start) }
        switch scalar {
        case "A": return assertion(.textStart)
        case "z": return assertion(.textEnd)
        case "b": return assertion(.wordBoundary)
        case "B": return assertion(.noWordBoundary)
        default: break
        }
        if let set = try readNamedClass(flags, start: start) { return .characters(set) }
        return try literal(try readEscapedScalar(start: start), flags)
    }

    private mutating func assertion(_ assertion: TextAssertion) -> PatternNode {
        position += 1
        return .assertion(assertion)
    }

    /// `\d`, `\pL`, `\p{Lu}` and their opposites, from behind the backslash; `nil`, with nothing read, for anything
    /// else.
    private mutating func readNamedClass(_ flags: Flags, start: Int) throws(PatternError) -> ScalarSet? {
        guard let letter = peek else { return nil }
        switch letter {
        case "d", "s", "w", "D", "S", "W":
            position += 1
            let isNegated = letter.value < 0x61
            let lower = isNegated ? Unicode.Scalar(UInt8(letter.value + 0x20)) : letter
            return try finished(.perl, String(lower), isNegated: isNegated, flags)
        case "p", "P":
            position += 1
            return try readUnicodeClass(flags, isNegated: letter == "P", start: start)
        default: return nil
        }
    }

    private mutating func readUnicodeClass(
        _ flags: Flags, isNegated: Bool, start: Int
    ) throws(PatternError) -> ScalarSet {
        var name = ""
        if skip("{") {
            while let scalar = peek, scalar != "}" {
                name.unicodeScalars.append(scalar)
                position += 1
            }
            guard skip("}") else { throw malformed("a \\p{ without its }", at: start) }
        } else if let scalar = peek {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        let isTurned = name.hasPrefix("^")
        if isTurned { name.removeFirst() }
        if let set = try finished(.unicode, name, isNegated: isNegated != isTurned, flags) { return set }
        guard CharacterClasses.scripts.contains(name) else {
            throw malformed("there is no class \\p{\(name)}", at: start)
        }
        // RE2 has tables of the scripts' characters and we have not.
        if unmatchable == nil {
            unmatchable = PatternError(
                .unsupported, "the Unicode script \(name) is not supported", offset: offset(of: start))
        }
        return ScalarSet()
    }

    /// A class as flags and signs make it; `nil` where there is none of this name.
    private mutating func finished(
        _ family: NamedClass.Family, _ name: String, isNegated: Bool, _ flags: Flags
    ) throws(PatternError) -> ScalarSet? {
        let key = NamedClass(family: family, name: name, isNegated: isNegated, ignoresCase: flags.ignoresCase)
        if let known = namedClasses[key] { return known }
        if let (result, work) = Self.foldedClasses.withLock({ $0[key] }) {
            try count(ranges: work)
            namedClasses[key] = result
            return result
        }
        guard let set = key.plainSet else { return nil }
        let before = rangesMade
        let folded = flags.ignoresCase ? try folded(set) : set
        let result = isNegated ? folded.inverted : folded
        namedClasses[key] = result
        if flags.ignoresCase { Self.foldedClasses.withLock { $0[key] = (result, rangesMade - before) } }
        return result
    }

    /// Classes that ignore case, with the ranges that it took to make them: `(?i)\pL` takes a millisecond, and a file may
    /// have thousands of patterns. As many as there are names of classes.
    private static let foldedClasses = Mutex<[NamedClass: (set: ScalarSet, work: Int)]>([:])

    /// What a named class depends on.
    struct NamedClass: Hashable {
        enum Family { case perl, unicode, posix }

        var family: Family
        var name: String
        var isNegated: Bool
        var ignoresCase: Bool

        var plainSet: ScalarSet? {
            switch family {
            case .perl: CharacterClasses.perl(name)
            case .unicode: CharacterClasses.unicode(name)
            case .posix: CharacterClasses.posix[name]
            }
        }
    }

    /// A character after a backslash, in brackets or outside.
    private mutating func readEscapedScalar(start: Int) throws(PatternError) -> UInt32 {
        guard let scalar = peek else { throw malformed("a \\ at the end of the pattern", at: start) }
        position += 1
        switch scalar {
        case "a": return 0x07
        case "f": return 0x0C
        case "n": return 0x0A
        case "r": return 0x0D
        case "t": return 0x09
        case "v": return 0x0B
        case "x": return try readHexadecimal(start: start)
        case "0": return readOctal(scalar, digitsMax: 2)
        case "1"..."7":
            // One digit would be a back reference; two or three are a character.
            guard let next = peek, ("0"..."7").contains(next) else {
                throw malformed("back references are not in RE2's syntax", at: start)
            }
            return readOctal(scalar, digitsMax: 2)
        case "C": throw PatternError(.unsupported, "\\C, a byte, is not supported", offset: offset(of: start))
        case "0"..."9", "A"..."Z", "a"..."z": throw malformed("\\\(scalar) means nothing", at: start)
        default:
            guard scalar.isASCII else { throw malformed("\\\(scalar) means nothing", at: start) }
            return scalar.value
        }
    }

    private mutating func readOctal(_ first: Unicode.Scalar, digitsMax: Int) -> UInt32 {
        var value = first.value - 0x30
        var count = 0
        while count < digitsMax, let scalar = peek, ("0"..."7").contains(scalar) {
            value = value * 8 + scalar.value - 0x30
            position += 1
            count += 1
        }
        return value
    }

    /// `\x7F` or `\x{10FFFF}`, from behind the x.
    private mutating func readHexadecimal(start: Int) throws(PatternError) -> UInt32 {
        var value: UInt32 = 0
        var count = 0
        let isBraced = skip("{")
        while let digit = peek.flatMap({ UInt32(String($0), radix: 16) }), isBraced || count < 2 {
            value = min(value * 16 + digit, ScalarSet.highest + 1)
            position += 1
            count += 1
        }
        let isComplete = isBraced ? count > 0 && skip("}") : count == 2
        guard isComplete, value <= ScalarSet.highest else { throw malformed("\\x without its digits", at: start) }
        return value
    }

    // MARK: Brackets

    /// `[…]`, from behind the opening bracket.
    mutating func parseBracket(_ flags: Flags, start: Int) throws(PatternError) -> ScalarSet {
        let isNegated = skip("^")
        var ranges: [ClosedRange<UInt32>] = []
        var classes: [ClosedRange<UInt32>] = []
        var isFirst = true
        while let scalar = peek, scalar != "]" || isFirst {
            isFirst = false
            let place = position
            if let set = try readClassInBracket(flags) {
                try count(ranges: set.ranges.count)
                classes += set.ranges
                continue
            }
            position = place
            ranges.append(try readRange())
        }
        guard skip("]") else { throw malformed("a [ without its ]", at: start) }
        var set = ScalarSet(ranges)
        if flags.ignoresCase { set = try folded(set) }
        if !classes.isEmpty { set.formUnion(ScalarSet(classes)) }
        return isNegated ? set.inverted : set
    }

    private mutating func readClassInBracket(_ flags: Flags) throws(PatternError) -> ScalarSet? {
        let place = position
        if starts(with: "[:") { return try readPosixClass(flags) }
        return skip("\\") ? try readNamedClass(flags, start: place) : nil
    }

    private mutating func readRange() throws(PatternError) -> ClosedRange<UInt32> {
        let start = position
        let low = try readMember()
        guard peek == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else { return low...low }
        position += 1
        let high = try readMember()
        guard low <= high else { throw malformed("the range is turned around", at: start) }
        return low...high
    }

    private mutating func readMember() throws(PatternError) -> UInt32 {
        let start = position
        guard let scalar = peek else { throw malformed("a [ without its ]", at: start) }
        position += 1
        return scalar == "\\" ? try readEscapedScalar(start: start) : scalar.value
    }

    /// `[:alpha:]` or `[:^alpha:]`; `nil`, with nothing read, where no `:]` follows.
    private mutating func readPosixClass(_ flags: Flags) throws(PatternError) -> ScalarSet? {
        let start = position
        var end = position + 2
        guard end < lastPosixEnd else { return nil }
        while end + 1 < scalars.count, !(scalars[end] == ":" && scalars[end + 1] == "]") { end += 1 }
        guard end + 1 < scalars.count else {
            lastPosixEnd = start
            return nil
        }
        var name = ""
        name.unicodeScalars.append(contentsOf: scalars[(start + 2)..<end])
        let isNegated = name.hasPrefix("^")
        let plain = isNegated ? String(name.dropFirst()) : name
        guard let set = try finished(.posix, plain, isNegated: isNegated, flags) else {
            throw malformed("there is no class [:\(name):]", at: start)
        }
        position = end + 2
        return set
    }
}
