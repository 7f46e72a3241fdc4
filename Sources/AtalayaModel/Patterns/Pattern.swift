import Synchronization

// Design
//
// Patterns come from the operator, texts from strangers. So the syntax is RE2's, which has nothing that could need more
// than linear time, and no text can make a pattern slow.
//
//     text ─▶ LiteralScan ─▶ LazyAutomaton ─▶ PikeMachine
//             not there: no    no match: no     where the captures are
//
// Each step is asked only when the one before could not say no. The machines need room to work in; it is kept with the
// pattern and lent to one caller at a time, and a caller who finds it lent makes his own.

/// A regular expression in RE2's syntax, over bytes of UTF-8.
///
/// ```swift
/// let pattern = try Pattern(#"status=(?P<status>\d{3})"#)
/// if let match = pattern.firstMatch(in: line) { let status = match[1] }
/// ```
///
/// The match is the one that begins first, and among those the one that the pattern prefers, as in Perl, RE2 and Go.
/// Bytes that are not UTF-8 are no character: nothing matches across them.
///
/// Searching takes time linear in the text, whatever the pattern. A pattern may be used from several threads at once.
public struct Pattern: Sendable {
    /// The pattern as it was written.
    public let source: String
    public let options: PatternOptions
    /// The names of the captures, in the order of their opening parentheses; `nil` for one without a name.
    public let captureNames: [String?]

    let program: PatternProgram
    private let limits: PatternLimits
    private let literal: LiteralScan?
    private let room = Room()

    private struct Machines: Sendable {
        var automaton: LazyAutomaton
        var pike: PikeMachine?
    }

    private final class Room: Sendable {
        let machines = Mutex<Machines?>(nil)
        init() {}
    }

    /// Compiles a pattern.
    ///
    /// - Throws: ``PatternError`` with the place of the problem.
    public init(
        _ source: String, options: PatternOptions = [], limits: PatternLimits = PatternLimits()
    ) throws(PatternError) {
        var parser = try PatternParser(source, limits: limits)
        var node = try parser.parse(options: options)
        if let unmatchable = parser.unmatchable { throw unmatchable }
        if options.contains(.whole) {
            node = .concatenation([.assertion(.textStart), node, .assertion(.textEnd)])
        }
        self.source = source
        self.options = options
        self.limits = limits
        captureNames = parser.names
        program = try PatternCompiler.compile(node, captureCount: parser.names.count, limits: limits)
        literal = LiteralScan(node)
    }

    /// Whether the pattern matches somewhere in the text. Linear.
    public func matches(_ text: Span<UInt8>) -> Bool {
        guard let start = candidate(in: text, from: 0) else { return false }
        return borrowing { machines in
            machines.automaton.endOfMatch(program, text, from: start, isAnchored: false, stopsAtFirst: true) != nil
        }
    }

    /// Whether the pattern matches somewhere in the text. Linear.
    public func matches(_ text: String) -> Bool { matches(text.utf8.span) }

    /// The first match that begins at or after `start`; assertions see the text before it. Linear.
    ///
    /// `start` is the start of a character; one that is not inside the text finds nothing.
    public func firstMatch(in text: Span<UInt8>, from start: Int = 0) -> PatternMatch? {
        guard start >= 0, start <= text.count, text.count < Int(Int32.max),
            let first = candidate(in: text, from: start)
        else { return nil }
        return borrowing { machines in
            guard
                machines.automaton.endOfMatch(program, text, from: first, isAnchored: false, stopsAtFirst: true) != nil
            else { return nil }
            var pike = machines.pike.take() ?? PikeMachine(program)
            let isFound = pike.run(program, text, from: first, isAnchored: false)
            let match = isFound ? PatternMatch(slots: pike.found) : nil
            machines.pike = consume pike
            return match
        }
    }

    /// The first match in the text. Linear.
    public func firstMatch(in text: String) -> PatternMatch? { firstMatch(in: text.utf8.span) }

    /// Where a match may begin at the earliest; `nil` when there can be none.
    private func candidate(in text: Span<UInt8>, from start: Int) -> Int? {
        guard let literal else { return start }
        guard let index = literal.firstIndex(in: text, from: start) else { return nil }
        return literal.isPrefix ? index : start
    }

    private func borrowing<Result>(_ body: (inout Machines) -> Result) -> Result {
        let kept = room.machines.withLock { $0.take() }
        var machines = kept ?? Machines(automaton: LazyAutomaton(program, limits: limits))
        let result = body(&machines)
        room.machines.withLock { [machines] in $0 = machines }
        return result
    }
}

extension Pattern: Hashable {
    public static func == (left: Pattern, right: Pattern) -> Bool {
        left.source == right.source && left.options == right.options
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(source)
        hasher.combine(options)
    }
}

/// Where a pattern matched: byte ranges of the text.
public struct PatternMatch: Hashable, Sendable {
    private let slots: [Int32]

    init(slots: [Int32]) { self.slots = slots }

    /// The whole match.
    public var range: Range<Int> { self[0] ?? 0..<0 }

    /// A capture, counted from 1; 0 is the whole match. `nil` for one that took no part in the match, and for one that
    /// the pattern does not have.
    public subscript(capture: Int) -> Range<Int>? {
        guard capture >= 0, 2 * capture + 1 < slots.count, slots[2 * capture] >= 0, slots[2 * capture + 1] >= 0 else {
            return nil
        }
        return Int(slots[2 * capture])..<Int(slots[2 * capture + 1])
    }
}
