/// A line that a simulated program writes: which one it is, and contents that follow from that.
struct SimulatedLine: Hashable, Sendable, CustomStringConvertible {
    /// Who wrote it; also the tag under which it arrives.
    enum Origin: String, Sendable {
        /// The program with the log file.
        case file = "app"
        /// The program that sends to a socket.
        case stream
    }

    var origin: Origin
    var number: Int

    var description: String { "line \(self.number) of the \(self.origin)" }

    var text: String {
        var random = SimulationRandom(seed: UInt64(self.number) &+ (self.origin == .file ? 77 : 7_777))
        let padding = String(repeating: "x", count: Int.random(in: 0...40, using: &random))
        return "\(self.number) \(padding) \(random.next() % 1_000)"
    }
}
