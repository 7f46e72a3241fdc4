/// A reader of bytes that strangers send us, and what must hold whatever they send.
///
/// To add a target: one file here, one line in `FuzzTargets.all`.
protocol FuzzTarget: Sendable {
    /// As given on the command line, and the folder of its findings.
    var name: String { get }

    /// Well-formed inputs to start from. The closer to real traffic, the deeper a mutation gets.
    var seeds: [[UInt8]] { get }

    /// Tokens that mean something to the reader; mutations insert them.
    var dictionary: [[UInt8]] { get }

    /// Reads the input. Refusing it is fine; a trap, a hang, unbounded memory, or a `FuzzFailure` is a finding.
    func run(_ input: [UInt8]) throws(FuzzFailure)
}

extension FuzzTarget {
    var dictionary: [[UInt8]] { [] }
}

/// A promise that did not hold, such as a round trip that came back different.
struct FuzzFailure: Error {
    var message: String

    init(_ message: String) {
        self.message = message
    }
}

/// Throws when a promise is broken.
func require(_ condition: Bool, _ message: @autoclosure () -> String) throws(FuzzFailure) {
    if !condition { throw FuzzFailure(message()) }
}

extension FuzzTarget {
    /// Words as a dictionary.
    static func words(_ words: [String]) -> [[UInt8]] {
        words.map { Array($0.utf8) }
    }
}
