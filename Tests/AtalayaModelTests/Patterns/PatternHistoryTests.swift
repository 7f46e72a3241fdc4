import Testing

@testable import AtalayaModel

/// Random patterns: the engines against each other, and all of them against the standard library's.
@Suite("Any pattern")
struct PatternHistoryTests {
    @Test("finds what Swift's own expressions find", arguments: UInt64(0)..<8)
    func agreesWithTheStandardLibrary(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<150 {
            let text = Self.pattern(depth: 3, mayRepeatNothing: false, using: &random)
            let pattern = try Pattern(text)
            let other = try Regex(text).matchingSemantics(.unicodeScalar).wordBoundaryKind(.simple)
            for _ in 0..<8 {
                let line = Self.line(using: &random)
                let expected = line.firstMatch(of: other).map { match in
                    (0..<match.output.count).map { index in match.output[index].range.map { Self.offsets($0, line) } }
                }
                let found = pattern.firstMatch(in: line).map { match in
                    (0...pattern.captureNames.count).map { match[$0] }
                }
                #expect(found == expected, "\(text) in \(line.debugDescription), seed \(seed)")
            }
        }
    }

    @Test("ends where its automaton says that it ends", arguments: UInt64(100)..<108)
    func enginesAgree(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<300 {
            let text = Self.pattern(depth: 4, mayRepeatNothing: true, using: &random)
            var parser = try PatternParser(text, limits: PatternLimits())
            let node = try parser.parse(options: [])
            let program = try PatternCompiler.compile(
                node, captureCount: parser.names.count, limits: PatternLimits())
            var automaton = LazyAutomaton(program, limits: PatternLimits())
            var tracking = LazyAutomaton(program, limits: PatternLimits(), tracksCaptures: true)
            var pike = PikeMachine(program)
            for isAnchored in [false, true] {
                let line = Array(Self.line(using: &random).utf8)
                let end = automaton.endOfMatch(
                    program, line.span, from: 0, isAnchored: isAnchored, stopsAtFirst: false)
                let isFound = pike.run(program, line.span, from: 0, isAnchored: isAnchored)
                #expect(end == (isFound ? Int(pike.found[1]) : nil), "\(text) in \(line), seed \(seed)")
                let trackedEnd = tracking.endOfMatch(
                    program, line.span, from: 0, isAnchored: isAnchored, stopsAtFirst: false)
                #expect(trackedEnd == end, "\(text) in \(line), seed \(seed)")
                if isFound {
                    let notes = (0..<program.slotCount).map { tracking.note($0) }
                    #expect(notes == pike.found, "\(text) in \(line), seed \(seed)")
                }
                if !isAnchored { #expect(try Pattern(text).matches(line) == isFound) }
            }
        }
    }

    @Test("finds the same captures when its automaton forgets its states on the way", arguments: UInt64(1)...8)
    func forgetfulAutomaton(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        // Which of the last letters were an a is 1,024 states, and 64 KiB are room for a hundred or two.
        let source = "(?:(a)|(b))*(a)([ab]{9})(c*)"
        var parser = try PatternParser(source, limits: PatternLimits())
        let node = try parser.parse(options: [])
        let program = try PatternCompiler.compile(node, captureCount: parser.names.count, limits: PatternLimits())
        var tracking = LazyAutomaton(program, limits: PatternLimits(automatonBytesMax: 1), tracksCaptures: true)
        var pike = PikeMachine(program)
        for _ in 0..<20 {
            let line =
                (0..<500).map { _ in random.next() & 1 == 0 ? UInt8(ascii: "a") : UInt8(ascii: "b") } + [0x63, 0x64]
            let end = tracking.endOfMatch(program, line.span, from: 0, isAnchored: false, stopsAtFirst: false)
            let isFound = pike.run(program, line.span, from: 0, isAnchored: false)
            #expect(end == (isFound ? Int(pike.found[1]) : nil))
            if isFound { #expect((0..<program.slotCount).map { tracking.note($0) } == pike.found) }
        }
    }

    private static func offsets(_ range: Range<String.Index>, _ line: String) -> Range<Int> {
        range.lowerBound.utf16Offset(in: line)..<range.upperBound.utf16Offset(in: line)
    }

    /// ASCII, so that offsets in any encoding are the same.
    private static func line(using random: inout SeededRandom) -> String {
        let letters: [Character] = ["a", "b", "c", "-", "A"]
        return String((0..<Int.random(in: 0...10, using: &random)).map { _ in letters.randomElement(using: &random)! })
    }

    private static func pattern(depth: Int, mayRepeatNothing: Bool, using random: inout SeededRandom) -> String {
        func element() -> String {
            let atoms = ["a", "b", "c", "ab", "[ab]", "[^a]", ".", "\\w", "\\W", "-", "(?i)a", "(?i:b)"]
            let assertions = ["^", "$", "\\b", "\\B"]
            switch Int.random(in: 0..<12, using: &random) {
            case 0 where depth > 0: return "(" + alternation() + ")"
            case 1 where depth > 0: return "(?:" + alternation() + ")"
            case 2: return assertions.randomElement(using: &random)!
            case 3 where mayRepeatNothing: return "(" + alternation() + ")" + repetition()
            case 4: return "(\(["a", "b", "[ac]", "ab"].randomElement(using: &random)!))" + repetition()
            case 5: return ["a", "b", "[ab]", ".", "\\w"].randomElement(using: &random)! + repetition()
            default: return atoms.randomElement(using: &random)!
            }
        }
        func repetition() -> String {
            ["*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{2,}", "{0,2}?"].randomElement(using: &random)!
        }
        func alternation() -> String {
            guard depth > 0 else { return "b" }
            return Self.pattern(depth: depth - 1, mayRepeatNothing: mayRepeatNothing, using: &random)
        }
        let branches = (0..<Int.random(in: 1...2, using: &random)).map { _ in
            (0..<Int.random(in: mayRepeatNothing ? 0...3 : 1...3, using: &random)).map { _ in element() }.joined()
        }
        return branches.joined(separator: "|")
    }
}
