import Synchronization

// Design
//
// Patterns come from the operator, texts from strangers. So the syntax is RE2's, which has nothing that could need more
// than linear time, and no text can make a pattern slow.
//
//     text ─▶ LiteralScan ─▶ LazyAutomaton
//             not there: no    one pass, captures included
//
// The automaton is asked only where the text has all that every match has. Patterns of more than 31 captures are left to
// the PikeMachine, which is slower and knows no bounds. The machines need room to work in; it is kept with the pattern
// and lent to one caller at a time, and a caller who finds it lent makes his own.

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
        /// For those who only ask whether.
        var deciding: LazyAutomaton?
        /// For those who ask where.
        var tracking: LazyAutomaton?
        var pike: PikeMachine?
    }

    private final class Room: Sendable {
        let machines = Mutex(Machines())
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
            var automaton = machines.deciding.take() ?? LazyAutomaton(program, limits: limits)
            let end = automaton.endOfMatch(program, text, from: start, isAnchored: false, stopsAtFirst: true)
            machines.deciding = consume automaton
            return end != nil
        }
    }

    /// Whether the pattern matches somewhere in the text. Linear.
    public func matches(_ text: String) -> Bool { matches(text.utf8.span) }

    /// The first match that begins at or after `start`; assertions see the text before it. Linear.
    ///
    /// `start` is the start of a character; one that is not inside the text finds nothing.
    public func firstMatch(in text: Span<UInt8>, from start: Int = 0) -> PatternMatch? {
        var match = PatternMatch()
        return findFirst(in: text, from: start, &match) ? match : nil
    }

    /// Like ``firstMatch(in:from:)``, for many texts: the match is written into one that there is already, so that
    /// nothing is allocated.
    ///
    /// - Returns: Whether there is a match; without one, what `match` says means nothing.
    public func findFirst(in text: Span<UInt8>, from start: Int = 0, _ match: inout PatternMatch) -> Bool {
        guard start >= 0, start <= text.count, text.count < Int(Int32.max),
            let first = candidate(in: text, from: start)
        else { return false }
        return borrowing { machines in
            match.slots.removeAll(keepingCapacity: true)
            guard program.slotCount <= LazyAutomaton.notesMax else {
                var pike = machines.pike.take() ?? PikeMachine(program)
                let isFound = pike.run(program, text, from: first, isAnchored: false)
                if isFound { match.slots += pike.found }
                machines.pike = consume pike
                return isFound
            }
            var automaton = machines.tracking.take() ?? LazyAutomaton(program, limits: limits, tracksCaptures: true)
            let end = automaton.endOfMatch(program, text, from: first, isAnchored: false, stopsAtFirst: false)
            if end != nil {
                for index in 0..<program.slotCount { match.slots.append(automaton.note(index)) }
            }
            machines.tracking = consume automaton
            return end != nil
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
        // Swapped and not assigned: a second reference would have each machine copied when it is used.
        var machines = Machines()
        room.machines.withLock { swap(&$0, &machines) }
        let result = body(&machines)
        room.machines.withLock { swap(&$0, &machines) }
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
    fileprivate(set) var slots: [Int32] = []

    /// The match of nothing, to be filled.
    public init() {}

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
