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
        let set = ScalarSet(try readEscapedScalar(start: start))
        return .characters(flags.ignoresCase ? CaseFolding.folded(set) : set)
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
            guard let set = CharacterClasses.perl(lower) else { return nil }
            return finished(set, isNegated: isNegated, flags)
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
        guard let set = CharacterClasses.unicode(name) else {
            // A longer name is that of a script: RE2 has tables of them and we have not.
            let isScript = name.count > 2 && name.utf8.allSatisfy { PlaceFacts.isWord($0) }
            throw PatternError(
                isScript ? .unsupported : .malformed,
                isScript ? "the Unicode script \(name) is not supported" : "there is no class \\p{\(name)}",
                offset: offset(of: start))
        }
        return finished(set, isNegated: isNegated != isTurned, flags)
    }

    private func finished(_ set: ScalarSet, isNegated: Bool, _ flags: Flags) -> ScalarSet {
        let folded = flags.ignoresCase ? CaseFolding.folded(set) : set
        return isNegated ? folded.inverted : folded
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
        var classes = ScalarSet()
        var isFirst = true
        while let scalar = peek, scalar != "]" || isFirst {
            isFirst = false
            if starts(with: "[:"), let set = try readPosixClass(flags) {
                classes.formUnion(set)
                continue
            }
            let place = position
            if skip("\\"), let set = try readNamedClass(flags, start: place) {
                classes.formUnion(set)
                continue
            }
            position = place
            ranges.append(try readRange())
        }
        guard skip("]") else { throw malformed("a [ without its ]", at: start) }
        var set = ScalarSet(ranges)
        if flags.ignoresCase { set = CaseFolding.folded(set) }
        set.formUnion(classes)
        return isNegated ? set.inverted : set
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
        while end + 1 < scalars.count, !(scalars[end] == ":" && scalars[end + 1] == "]") { end += 1 }
        guard end + 1 < scalars.count else { return nil }
        var name = ""
        name.unicodeScalars.append(contentsOf: scalars[(start + 2)..<end])
        let isNegated = name.hasPrefix("^")
        guard let set = CharacterClasses.posix[isNegated ? String(name.dropFirst()) : name] else {
            throw malformed("there is no class [:\(name):]", at: start)
        }
        position = end + 2
        return finished(set, isNegated: isNegated, flags)
    }
}
