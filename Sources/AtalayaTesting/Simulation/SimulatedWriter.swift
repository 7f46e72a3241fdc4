import Atalaya
import AtalayaLogs
import AtalayaZlib
import Synchronization

/// The program that writes the log, and the one that rotates it.
///
/// They do one small thing at a time, so that the sidecar may come in between any two: half a line, one of the renames of
/// a rotation.
final class SimulatedWriter: Sendable {
    static let directory = "/log"
    static let path = "/log/app.log"

    private enum Step {
        case write([UInt8])
        case rename(String, String)
        case create
        case copyAndTruncate
        case reopen
        case compress(String)
    }

    private struct State {
        var random: SimulationRandom
        var steps: [Step] = []
        var lines: [String] = []
        /// What the file is called now that the program has open.
        var openPath = SimulatedWriter.path
        var rotations = 0
        var generations = 0
        /// Whether the program has ended, and left its last file perhaps under an older name.
        var hasEnded = false
    }

    private let plan: Simulation
    private let files: MemoryFileSystem
    private let state: Mutex<State>

    init(_ plan: Simulation, files: MemoryFileSystem) {
        self.plan = plan
        self.files = files
        self.state = Mutex(State(random: SimulationRandom(seed: plan.seed &* 3 &+ 1)))
    }

    /// The lines that were begun; each says which it is, and has contents that follow from that.
    var lines: [String] { self.state.withLock { $0.lines } }

    var rotations: Int { self.state.withLock { $0.rotations } }

    /// Whether everything is written.
    var isFinished: Bool { self.state.withLock { $0.hasEnded && $0.steps.isEmpty } }

    static func line(_ number: Int) -> String { SimulatedLine(origin: .file, number: number).text }

    /// Does the next thing; says what it was.
    @discardableResult
    func act() -> String? {
        let (step, openPath) = self.state.withLock { state in
            if state.steps.isEmpty { self.planSteps(&state) }
            return (state.steps.isEmpty ? nil : state.steps.removeFirst(), state.openPath)
        }
        switch step {
        case nil: return nil
        case .write(let bytes):
            self.files.append(bytes, to: openPath)
            return "writer: \(bytes.count) bytes to \(openPath)"
        case .rename(let old, let new):
            self.files.rename(old, to: new)
            self.state.withLock { if $0.openPath == old { $0.openPath = new } }
            return "writer: \(old) is now \(new)"
        case .create:
            if self.files.bytes(of: Self.path) == nil { self.files.write("", to: Self.path) }
            return "writer: an empty \(Self.path)"
        case .reopen:
            if self.files.bytes(of: Self.path) == nil { self.files.write("", to: Self.path) }
            self.state.withLock { $0.openPath = Self.path }
            return "writer: opens \(Self.path)"
        case .compress(let path):
            // One that is being written is left alone, and so is one that could not be recognised compressed.
            guard openPath != path, self.isKnown(path), let bytes = self.files.bytes(of: path),
                let compressed = try? Zlib.compress(bytes)
            else { return "writer: compresses nothing" }
            self.files.write(compressed, to: path + ".gz")
            self.files.takeAway(path)
            return "writer: compresses \(path)"
        case .copyAndTruncate:
            guard self.isKnown(Self.path) else { return "writer: no rotation yet" }
            self.files.write(self.files.bytes(of: Self.path) ?? [], to: Self.path + ".1")
            self.files.truncate(Self.path)
            self.state.withLock { $0.rotations += 1 }
            return "writer: copies and truncates \(Self.path)"
        }
    }

    /// What the checkpoint on the disk says of the path.
    private var checkpoint: Checkpoint.Source? {
        let bytes = self.files.durableBytes(of: SimulatedProcess.checkpointPath)
        return bytes.flatMap { try? Checkpoint(decoding: $0) }?[Self.path]
    }

    /// Whether the checkpoint on the disk can recognise what the file holds now. A copy of a file of which nothing was
    /// ever read cannot be told from the file of another program.
    private func isKnown(_ path: String) -> Bool {
        let bytes = self.files.bytes(of: path) ?? []
        return self.checkpoint?.files.contains { file in
            let tail = file.identity.tail
            guard tail.end >= 64, tail.end <= UInt64(bytes.count) else { return false }
            return tail.matches(Array(bytes[Int(tail.range.lowerBound)..<Int(tail.range.upperBound)]))
        } ?? false
    }

    private func planSteps(_ state: inout State) {
        guard state.lines.count < self.plan.lines else { return self.planEnd(&state) }
        if self.plan.rotation != .never, state.random.chance(6) { return self.planRotation(&state) }
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...4, using: &state.random) where state.lines.count < self.plan.lines {
            let line = Self.line(state.lines.count)
            state.lines.append(line)
            bytes += Array((line + "\n").utf8)
        }
        if state.random.chance(3) {
            let cut = Int.random(in: 0...bytes.count, using: &state.random)
            state.steps = [.write(Array(bytes[..<cut])), .write(Array(bytes[cut...]))]
        } else {
            state.steps = [.write(bytes)]
        }
    }

    /// The last file is sometimes rotated away, and no other comes.
    private func planEnd(_ state: inout State) {
        guard !state.hasEnded else { return }
        state.hasEnded = true
        guard self.plan.rotation == .rename, self.checkpoint?.files.isEmpty == false, state.random.chance(2) else {
            return
        }
        state.rotations += 1
        state.steps = self.shifts(state) + [.rename(Self.path, Self.path + ".1")]
    }

    private func shifts(_ state: State) -> [Step] {
        stride(from: state.generations, to: 0, by: -1).flatMap { number in
            ["", ".gz"].map { Step.rename("\(Self.path).\(number)\($0)", "\(Self.path).\(number + 1)\($0)") }
        }
    }

    private func planRotation(_ state: inout State) {
        let shifts = self.shifts(state)
        switch self.plan.rotation {
        case .never: break
        case .rename:
            // What was rotated before anybody followed the path is nobody's.
            guard self.checkpoint?.files.isEmpty == false else { return }
            state.rotations += 1
            state.generations += 1
            state.steps = shifts + [.rename(Self.path, Self.path + ".1")]
            if state.random.chance(2) { state.steps.append(.create) }
            // The program goes on with the old file for a while.
            if state.random.chance(2) {
                let line = Self.line(state.lines.count)
                state.lines.append(line)
                state.steps.append(.write(Array((line + "\n").utf8)))
            }
            state.steps.append(.reopen)
            if state.random.chance(2) {
                state.steps.append(.compress("\(Self.path).\(Int.random(in: 1...2, using: &state.random))"))
            }
        case .copyAndTruncate:
            guard self.isKnown(Self.path) else { return }
            state.generations += 1
            state.steps = shifts + [.copyAndTruncate]
        }
    }
}
