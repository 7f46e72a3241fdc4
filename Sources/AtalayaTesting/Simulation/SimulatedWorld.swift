import Atalaya
import AtalayaLogs
import Synchronization

/// Everything around the sidecar, and the order in which things happen.
final class SimulatedWorld {
    private struct Event {
        var time: Duration
        var number: Int
        var act: () -> Void
    }

    /// Both ends of a connection.
    private struct Connection {
        var receiver = ForwardReceiver()
        var answers = ForwardAckReader()
        /// Bytes arrive in the order in which they were sent.
        var lastArrival = Duration.zero
        var lastAnswer = Duration.zero
        /// Nothing more gets through; neither end has noticed.
        var isBroken = false
    }

    /// More steps than any history needs that comes to an end.
    private static let stepsMax = 60_000

    /// The ledger is looked at after every so many steps.
    private static let ledgerInterval = 8

    let clock = SimulatedClock()
    let chunkIDs: SimulatedChunkIDs
    private(set) var outcome = Simulation.Outcome()
    private let plan: Simulation
    private let files = MemoryFileSystem()
    private let writer: SimulatedWriter
    private let sender: SimulatedSender
    /// Lines that were lost with the memory of a sidecar.
    private var lostLines: Set<Int> = []
    private var receiver: SimulatedReceiver
    private var random: SimulationRandom
    private var process: SimulatedProcess?
    private var crashes: [Simulation.Crash]
    private var events: [Event] = []
    private var lastEvent = 0
    /// Counts lives, so that what was meant for an earlier one does not reach a later one.
    private var lifeNumber = 0
    private var connections: [ConnectionNumber: Connection] = [:]
    private var spansOfChunks: [ChunkID: [SourceSpan]] = [:]
    private var spansOfConnections: [ConnectionNumber: [SourceSpan]] = [:]
    /// Until when each aggregator that has gone down stays so.
    private var downUntil: [Int: Duration] = [:]

    init(_ plan: Simulation) {
        self.plan = plan
        let (writer, sender) = (SimulatedWriter(plan, files: self.files), SimulatedSender(plan))
        self.writer = writer
        self.sender = sender
        self.receiver = SimulatedReceiver { $0 == .file ? writer.lines.count : sender.lines }
        self.random = SimulationRandom(seed: plan.seed)
        self.chunkIDs = SimulatedChunkIDs(seed: plan.seed &+ 0xC0FFEE)
        self.crashes = plan.crashes
        self.outcome.chunksOfAggregators = Array(repeating: 0, count: plan.aggregators)
        if plan.defect == .neverSynchronizes { self.files.setSynchronizing(false) }
    }

    private var now: Duration { self.clock.now }

    // MARK: History

    func run() {
        self.files.write("", to: SimulatedWriter.path)
        self.interruptOperations()
        self.start()
        self.planWriting()
        if self.plan.sendsLines { self.planSending() }
        var steps = 0
        while !self.isOver {
            steps += 1
            if steps > Self.stepsMax {
                self.violation("it comes to no end; \(self.missingLines) have not arrived")
                break
            }
            if self.writer.isFinished, self.sender.isFinished, steps > Self.stepsMax / 20 {
                self.receiver.isCalm = true
            }
            if self.process?.life.isOver ?? true { self.crash() }
            self.step()
            if steps % Self.ledgerInterval == 0 { self.checkLedger() }
        }
        self.checkLedger()
        self.finish()
    }

    /// Whether everything is written, has arrived, and is settled.
    private var isOver: Bool {
        guard let process, !process.life.isOver, process.isQuiet else { return false }
        return self.writer.isFinished && self.sender.isFinished && self.missingLines.isEmpty
    }

    /// Lines that should have arrived and have not.
    private var missingLines: [SimulatedLine] {
        let lines =
            self.writer.lines.indices.map { SimulatedLine(origin: .file, number: $0) }
            + (0..<self.sender.lines).filter { !self.lostLines.contains($0) }
            .map { SimulatedLine(origin: .stream, number: $0) }
        return lines.filter { self.receiver.arrivals[$0] == nil }
    }

    /// Does one of the things that can be done now, or lets time pass until there is one.
    private func step() {
        guard let process else { return }
        let due = self.events.indices.filter { self.events[$0].time <= self.now }
        let works = SimulatedProcess.Work.all.filter { process.canGoOn($0, now: self.now) }
        guard !due.isEmpty || !works.isEmpty else {
            let next = (self.events.map(\.time) + [process.nextTime].compactMap { $0 }).min()
            guard let next else { return self.violation("nothing is left to wait for") }
            self.clock.now = max(self.now, next)
            return
        }
        let choice = Int.random(in: 0..<(due.count + works.count), using: &self.random)
        if choice < due.count {
            // Of those that are due, the first planned: a connection's bytes stay in order.
            let index = due.min { self.events[$0].number < self.events[$1].number } ?? due[choice]
            self.events.remove(at: index).act()
        } else {
            self.note { "sidecar: \(works[choice - due.count])" }
            process.goOn(works[choice - due.count], now: self.now)
        }
        self.clock.now += .microseconds(Int.random(in: 0...80, using: &self.random))
    }

    private func plan(after delay: Duration, _ act: @escaping () -> Void) {
        self.lastEvent += 1
        self.events.append(Event(time: self.now + delay, number: self.lastEvent, act: act))
    }

    private func planWriting() {
        self.plan(after: .milliseconds(Int.random(in: 0...40, using: &self.random))) { [unowned self] in
            if let act = self.writer.act() { self.note { act } }
            if !self.writer.isFinished { self.planWriting() }
        }
    }

    private func planSending() {
        self.plan(after: .milliseconds(Int.random(in: 0...40, using: &self.random))) { [unowned self] in
            if let act = self.sender.act() { self.note { act } }
            if !self.sender.isFinished { self.planSending() }
        }
    }

    /// A seed for somebody's own random numbers.
    func nextSeed() -> UInt64 { self.random.next() }

    /// Lets the writer come in between any two operations of the sidecar.
    private func interruptOperations() {
        let random = Mutex(SimulationRandom(seed: self.plan.seed &+ 0xBEEF))
        let writer = self.writer
        let records = self.plan.isRecorded
        let history = SimulatedHistory()
        self.operations = history
        let sender = self.sender
        let faults = self.faults
        let files = self.files
        let failsDisk = self.plan.failsDisk
        self.files.beforeEachOperation { operation, path in
            if failsDisk, Self.failing.contains(operation), !path.hasPrefix(SimulatedWriter.directory),
                random.withLock({ $0.chance(25) })
            {
                files.failNext(operation, with: operation == .synchronize ? .inputOutput : .noSpace)
                faults.add("\(operation) \(path)")
                if records { history.add("  fails: \(operation) \(path)") }
            }
            if random.withLock({ $0.chance(20) }), let act = sender.act(), records { history.add(act) }
            if random.withLock({ $0.chance(20) }), let act = writer.act(), records { history.add(act) }
            if records { history.add("  \(operation) \(path)") }
        }
    }

    /// What writes to the disk, so that it may fail without anything being given up. (What cannot be read is, after some
    /// trials.)
    private static let failing: Set<MemoryFileSystem.Operation> = [
        .create, .append, .write, .preallocate, .truncate, .move, .remove, .synchronize, .synchronizeDirectory,
    ]

    private var operations: SimulatedHistory?
    private let faults = SimulatedHistory()

    // MARK: Lives

    private func start() {
        let life = ProcessLife(operationsMax: self.crashes.first?.afterOperations ?? .max)
        self.files.start(life)
        self.lifeNumber += 1
        self.chunkIDs.beginLife()
        self.note { "the sidecar starts for the \(self.lifeNumber). time" }
        do {
            self.process = try SimulatedProcess(
                self.plan, life: life, files: self.files, sender: self.sender, world: self)
            if let spooling = self.process?.spooling, spooling.hasLost, !self.mayLose {
                self.violation("the spool misses or puts aside chunks")
            }
            // The spool has brought to the disk what it has found.
            if !life.isOver { self.uncertainLines = [] }
        } catch {
            self.process = nil
            if !life.isOver { self.violation("it does not start: \(error)") }
        }
    }

    private func crash() {
        let life = self.files.process
        guard life.isOver, !self.crashes.isEmpty else {
            // It did not start, and nothing had ended it.
            return self.start()
        }
        let crash = self.crashes.removeFirst()
        self.note { "\(crash)" }
        self.outcome.lives.append(life.operations)
        if crash.isPowerFailure { self.files.losePower(using: &self.random) }
        // What is on its way may still arrive, or not.
        if self.random.chance(2) { self.events.removeAll { _ in self.random.chance(3) } }
        self.connections = [:]
        self.spansOfConnections = [:]
        self.receiver.beginLife()
        self.rememberLost(crash)
        self.rememberSettled()
        self.rememberFinished()
        self.start()
    }

    /// Whether records of the spool may be torn: of writes that no power failure interrupts, none is.
    private var mayLose: Bool { self.plan.failsDisk || self.hasLostPower }
    private var hasLostPower = false
    /// Lines in the spool that the sidecar which wrote them may not have brought to the disk, until another one has.
    private var uncertainLines: Set<Int> = []

    /// Which lines were in the memory of the sidecar, or in that of the kernel, and nowhere else.
    private func rememberLost(_ crash: Simulation.Crash) {
        if crash.isPowerFailure { self.hasLostPower = true }
        let spooling = self.process?.spooling
        let kept = (crash.isPowerFailure ? spooling?.durableChunks : spooling?.written) ?? []
        let keptLines = kept.flatMap(\.spans).flatMap { self.sender.lines(of: $0.source, in: $0.from..<$0.to) }
        let arrived = Set(self.receiver.arrivals.keys.lazy.filter { $0.origin == .stream }.map(\.number))
        var lost = self.sender.breakConnections().subtracting(keptLines)
        if crash.isPowerFailure {
            lost.formUnion(self.uncertainLines)
        } else {
            self.uncertainLines.formUnion(keptLines)
        }
        lost.subtract(arrived)
        self.lostLines.formUnion(lost)
        self.outcome.lostInMemory += lost.count
    }

    /// Which chunks the spool has noted as done: they must not come again.
    private func rememberFinished() {
        guard self.plan.hasSpool,
            let commit = self.files.bytes(of: SimulatedSpooling.directory + "/commit").flatMap(SpoolCommit.init)
        else { return }
        for (name, bytes) in self.files.contents(in: SimulatedSpooling.directory) {
            guard let name = SpoolSegmentName(name),
                let segment = SpoolFoundSegment(name, byteCount: bytes.count, read: { Array(bytes[$0]) })
            else { continue }
            for record in segment.recovery.records {
                self.spooledChunks.insert(record.header.description.id)
                if commit.contains(record.header.sequence) {
                    self.receiver.finishedChunks.insert(record.header.description.id)
                }
            }
        }
    }

    /// Chunks that the spool held when a sidecar had ended.
    private var spooledChunks: Set<ChunkID> = []

    /// Which lines the checkpoint has passed: they must not come again.
    private func rememberSettled() {
        guard let bytes = self.files.bytes(of: SimulatedProcess.checkpointPath) else { return }
        do {
            let checkpoint = try Checkpoint(decoding: bytes)
            self.receiver.settled = Set(
                self.receiver.linesOfChunks.filter { id, _ in
                    self.spansOfChunks[id]?.allSatisfy { Self.isPassed($0, checkpoint) } ?? false
                }.flatMap(\.value))
        } catch {
            self.violation("the checkpoint is damaged: \(error)")
        }
    }

    private static func isPassed(_ span: SourceSpan, _ checkpoint: Checkpoint) -> Bool {
        guard let source = checkpoint[SimulatedWriter.path],
            let number = span.source.split(separator: "#").last.flatMap({ UInt64($0) })
        else { return false }
        if let file = source.files.first(where: { $0.generation == number }) { return file.offset >= span.to }
        return number < source.nextGeneration
    }

    // MARK: Network

    func connect(_ number: ConnectionNumber) {
        let life = self.lifeNumber
        let isDown = self.process.map { self.isDown($0.aggregator(of: number)) } ?? false
        let fails = isDown || !self.receiver.isCalm && self.random.chance(6)
        self.note { "network: \(number)\(fails ? " fails" : "")" }
        self.plan(after: .microseconds(Int.random(in: 50...3_000, using: &self.random))) { [unowned self] in
            guard life == self.lifeNumber else { return }
            if fails {
                self.outcome.faults += 1
                return self.process?.connectFailed(number, now: self.now) ?? ()
            }
            self.connections[number] = Connection()
            self.process?.connected(number, now: self.now)
        }
    }

    func send(_ chunk: Chunk, on number: ConnectionNumber) {
        self.note { "network: \(chunk.id) with \(chunk.eventCount) lines on \(number)" }
        self.spansOfChunks[chunk.id] = chunk.spans
        if self.chunkIDs.isOfLife(chunk.id) { self.receiver.own(chunk.id) }
        if self.spooledChunks.remove(chunk.id) != nil { self.outcome.chunksFromSpool += 1 }
        guard let frame = try? ForwardFrame.encode(chunk) else { return self.violation("a chunk has no frame") }
        self.spansOfConnections[number, default: []] += chunk.spans
        if let aggregator = self.process?.aggregator(of: number) {
            self.outcome.chunksOfAggregators[aggregator] += 1
            self.loseAggregator(aggregator)
        }
        guard self.connections[number]?.isBroken == false else { return }
        var parts = [frame]
        if self.random.chance(3) {
            let cut = Int.random(in: 0...frame.count, using: &self.random)
            parts = [Array(frame[..<cut]), Array(frame[cut...])]
            // The rest is lost with the connection.
            if !self.receiver.isCalm, self.random.chance(6) {
                parts.removeLast()
                self.connections[number]?.isBroken = true
                self.planEnd(of: number)
            }
        }
        let life = self.lifeNumber
        for part in parts {
            let arrival = max(
                self.connections[number]?.lastArrival ?? .zero,
                self.now + .microseconds(Int.random(in: 20...2_000, using: &self.random)))
            self.connections[number]?.lastArrival = arrival
            self.plan(after: arrival - self.now) { [unowned self] in self.arrive(part, on: number, life: life) }
        }
    }

    /// One of several may go down, with every connection to it.
    private func loseAggregator(_ aggregator: Int) {
        guard self.plan.aggregators > 1, !self.receiver.isCalm, self.random.chance(12) else { return }
        self.note { "network: aggregator \(aggregator) goes down" }
        self.downUntil[aggregator] = self.now + .milliseconds(Int.random(in: 20...600, using: &self.random))
        for number in self.connections.keys.sorted(by: { $0.value < $1.value })
        where self.process?.aggregator(of: number) == aggregator {
            self.connections[number]?.isBroken = true
            self.planEnd(of: number)
        }
    }

    private func isDown(_ aggregator: Int) -> Bool {
        !self.receiver.isCalm && self.downUntil[aggregator].map { $0 > self.now } ?? false
    }

    private func planEnd(of number: ConnectionNumber) {
        let life = self.lifeNumber
        self.outcome.faults += 1
        self.plan(after: .milliseconds(5)) { [unowned self] in
            guard life == self.lifeNumber, self.connections.removeValue(forKey: number) != nil else { return }
            self.note { "network: \(number) breaks" }
            self.process?.disconnected(number, now: self.now)
        }
    }

    private func arrive(_ bytes: [UInt8], on number: ConnectionNumber, life: Int) {
        // What a dead sidecar has sent arrives at a receiver that has no connection to answer on.
        var connection = life == self.lifeNumber ? self.connections[number] ?? Connection() : Connection()
        for action in connection.receiver.receive(bytes) {
            guard case .batch(let batch) = action else {
                if life == self.lifeNumber, self.connections[number] != nil {
                    self.violation("the receiver says \(action)")
                }
                continue
            }
            for answer in self.receiver.receive(batch, using: &self.random) {
                self.answer(answer, on: number, life: life)
            }
        }
        if life == self.lifeNumber, let present = self.connections[number] {
            connection.lastArrival = present.lastArrival
            connection.lastAnswer = present.lastAnswer
            connection.isBroken = present.isBroken
            self.connections[number] = connection
        }
    }

    private func answer(_ answer: SimulatedReceiver.Answer, on number: ConnectionNumber, life: Int) {
        guard life == self.lifeNumber else { return }
        switch answer {
        case .close: self.planEnd(of: number)
        case .send(let bytes, let delay):
            let arrival = max(self.connections[number]?.lastAnswer ?? .zero, self.now + delay)
            self.connections[number]?.lastAnswer = arrival
            self.plan(after: arrival - self.now) { [unowned self] in
                guard life == self.lifeNumber, self.connections[number] != nil,
                    let answers = try? self.connections[number]?.answers.append(bytes)
                else { return }
                self.note { "network: \(answers) on \(number)" }
                self.process?.answered(answers, on: number, now: self.now)
            }
        }
    }

    func close(_ number: ConnectionNumber) {
        self.note { "network: \(number) is closed" }
        self.connections[number] = nil
    }

    func spansSent(on number: ConnectionNumber) -> [SourceSpan] {
        self.spansOfConnections[number] ?? []
    }

    // MARK: Account

    private func checkLedger() {
        guard let process, !process.life.isOver else { return }
        let ledger = process.accounts.ledger
        if !ledger.isBalanced { self.violation("the ledger does not balance") }
        if ledger.sources.contains(where: { $0.ledger.droppedTotal.records > 0 }) {
            self.violation("records were given up")
        }
    }

    private func finish() {
        self.files.beforeEachOperation(nil)
        self.outcome.lives.append(self.files.process.operations)
        self.outcome.violations += self.receiver.violations
        for (source, records) in self.receiver.book.records.sorted(by: { $0.key < $1.key })
        where records.gaps > 0 || records.contiguousEnd == 0 {
            // What was in memory only may be missing, and shows.
            if source.hasPrefix("stream#"), !self.lostLines.isEmpty { continue }
            self.violation("of \(source) only the records \(records.ranges) have arrived")
        }
        if self.plan.countsLines, let counted = self.process?.countedLines {
            let expected = self.writer.lines.indices.filter(SimulatedProcess.isCounted).count
            if counted != Double(expected) { self.violation("\(counted) lines are counted, not \(expected)") }
        }
        self.outcome.writtenLines = self.writer.lines.count + self.sender.lines
        self.outcome.diskFaults = self.faults.take().count
        self.outcome.rotations = self.writer.rotations
        self.outcome.repeatedLines = self.receiver.repeatedLines
        self.outcome.faults += self.receiver.faults
        self.events = []
    }

    private func violation(_ text: String) {
        self.note { text }
        if self.outcome.violations.count < 20 { self.outcome.violations.append(text) }
    }

    private func note(_ text: () -> String) {
        guard self.plan.isRecorded else { return }
        self.outcome.history += self.operations?.take() ?? []
        self.outcome.history.append("\(self.now) \(text())")
    }
}

/// What happened inside of operations, until it is written down.
private final class SimulatedHistory: Sendable {
    private let lines = Mutex<[String]>([])

    init() {}

    func add(_ line: String) { self.lines.withLock { $0.append(line) } }

    func take() -> [String] {
        self.lines.withLock { lines in
            defer { lines = [] }
            return lines
        }
    }
}
