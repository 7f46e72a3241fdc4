import Synchronization

/// The program that sends lines to a socket of the sidecar, and the kernel between the two, which holds little.
///
/// What the kernel holds is lost with the sidecar, as it is with a socket: the program notices that the connection is
/// gone, makes another one, and goes on with the next line.
final class SimulatedSender: Sendable {
    /// What the sidecar gets to see.
    enum Arrival: Sendable {
        case opened(connection: Int)
        case bytes([UInt8])
        case closed
    }

    private enum Step {
        case open, close
        case send([UInt8])
    }

    /// Where a line stands among the bytes of its connection.
    private struct Place {
        var line: Int
        var bytes: Range<UInt64>
    }

    private struct State {
        var random: SimulationRandom
        var steps: [Step] = []
        var lines = 0
        var isOpen = false
        var waiting: [Arrival] = []
        /// The lines of each connection, and the first connection that the present sidecar has seen or will see.
        var connections: [[Place]] = []
        var firstOfLife = 0
        /// What the sidecar calls the connections.
        var names: [String: Int] = [:]
    }

    /// More bytes the kernel does not hold.
    private static let waitingBytesMax = 300

    private let linesMax: Int
    private let state: Mutex<State>

    init(_ plan: Simulation) {
        self.linesMax = plan.sendsLines ? plan.lines : 0
        self.state = Mutex(State(random: SimulationRandom(seed: plan.seed &* 5 &+ 2)))
    }

    /// How many lines were begun.
    var lines: Int { self.state.withLock { $0.lines } }

    /// Whether everything is sent, and taken by the sidecar.
    var isFinished: Bool {
        self.state.withLock { state in
            state.lines >= self.linesMax && state.steps.isEmpty && !state.isOpen && state.waiting.isEmpty
        }
    }

    /// Does the next thing; says what it was.
    @discardableResult
    func act() -> String? {
        self.state.withLock { state in
            if state.steps.isEmpty { self.planSteps(&state) }
            guard let step = state.steps.first else { return nil }
            switch step {
            case .open:
                state.isOpen = true
                state.waiting.append(.opened(connection: state.connections.count))
                state.connections.append([])
            case .close:
                state.isOpen = false
                state.waiting.append(.closed)
            case .send(let bytes):
                let waiting = state.waiting.reduce(0) { sum, arrival in
                    if case .bytes(let bytes) = arrival { sum + bytes.count } else { sum }
                }
                guard waiting + bytes.count <= Self.waitingBytesMax else { return "sender: waits" }
                state.waiting.append(.bytes(bytes))
            }
            state.steps.removeFirst()
            return "sender: \(step)"
        }
    }

    private func planSteps(_ state: inout State) {
        let hasMore = state.lines < self.linesMax
        guard state.isOpen else {
            if hasMore { state.steps = [.open] }
            return
        }
        guard hasMore, !state.random.chance(8) else {
            // A last line may have no line break.
            let isCut = hasMore && state.random.chance(2)
            state.steps = (isCut ? [.send(Self.nextLine(&state, break: ""))] : []) + [.close]
            return
        }
        let bytes = Self.nextLine(&state, break: "\n")
        let cut = state.random.chance(3) ? Int.random(in: 1..<bytes.count, using: &state.random) : bytes.count
        state.steps = [bytes[..<cut], bytes[cut...]].filter { !$0.isEmpty }.map { .send(Array($0)) }
    }

    private static func nextLine(_ state: inout State, break end: String) -> [UInt8] {
        let bytes = Array((SimulatedLine(origin: .stream, number: state.lines).text + end).utf8)
        let connection = state.connections.count - 1
        let start = state.connections[connection].last?.bytes.upperBound ?? 0
        state.connections[connection].append(Place(line: state.lines, bytes: start..<(start + UInt64(bytes.count))))
        state.lines += 1
        return bytes
    }

    // MARK: The sidecar's side

    var hasArrivals: Bool { self.state.withLock { !$0.waiting.isEmpty } }

    /// What arrives next; of bytes perhaps a part, as a read gives it.
    func takeArrival(using random: inout SimulationRandom) -> Arrival? {
        self.state.withLock { state in
            guard let arrival = state.waiting.first else { return nil }
            if case .bytes(let bytes) = arrival, bytes.count > 1, random.chance(4) {
                let count = Int.random(in: 1..<bytes.count, using: &random)
                state.waiting[0] = .bytes(Array(bytes[count...]))
                return .bytes(Array(bytes[..<count]))
            }
            state.waiting.removeFirst()
            return arrival
        }
    }

    /// Takes note of what the sidecar calls a connection.
    func name(_ name: String, of connection: Int) {
        self.state.withLock { $0.names[name] = connection }
    }

    // MARK: What is made of it

    /// The lines that a part of a connection covers.
    func lines(of name: String, in bytes: Range<UInt64>) -> [Int] {
        self.state.withLock { state in
            guard let connection = state.names[name] else { return [] }
            return state.connections[connection].filter { $0.bytes.overlaps(bytes) }.map(\.line)
        }
    }

    /// The sidecar has gone.
    ///
    /// - Returns: The lines that were on a connection to it.
    func breakConnections() -> Set<Int> {
        self.state.withLock { state in
            defer { state.firstOfLife = state.connections.count }
            state.waiting = []
            state.steps = []
            state.isOpen = false
            return Set(state.connections[state.firstOfLife...].joined().map(\.line))
        }
    }
}
