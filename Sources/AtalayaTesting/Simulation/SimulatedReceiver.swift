import AtalayaLogs

/// The aggregator: takes what comes, keeps it, and answers as well as chance lets it.
struct SimulatedReceiver {
    /// What it does with the connection, one after the other.
    enum Answer {
        case send([UInt8], after: Duration)
        case close
    }

    private(set) var violations: [String] = []
    private(set) var arrivals: [SimulatedLine: Int] = [:]
    private(set) var faults = 0
    /// Whether it does everything right from now on.
    var isCalm = false
    /// Lines that no chunk which the present sidecar has made may bring again.
    var settled: Set<SimulatedLine> = []
    /// Chunks that were made by the present sidecar, and in which of them each line came.
    private var ownChunks: Set<ChunkID> = []
    private var ownChunksOfLines: [SimulatedLine: ChunkID] = [:]
    /// Chunks that must not come again.
    var finishedChunks: Set<ChunkID> = []

    /// What proves at the end that nothing is missing, without knowing what was written.
    private(set) var book = ReceptionBook()
    private var payloads: [ChunkID: UInt32] = [:]
    private(set) var linesOfChunks: [ChunkID: [SimulatedLine]] = [:]
    /// What comes through a socket is read once, so it comes in one chunk only, however often.
    private var chunksOfStreamLines: [SimulatedLine: ChunkID] = [:]
    /// How many lines of an origin were begun.
    private let writtenLines: (SimulatedLine.Origin) -> Int

    init(writtenLines: @escaping (SimulatedLine.Origin) -> Int) {
        self.writtenLines = writtenLines
    }

    var repeatedLines: Int { self.arrivals.values.reduce(0) { $0 + $1 - 1 } }

    /// Another sidecar has begun.
    mutating func beginLife() {
        self.ownChunks = []
        self.ownChunksOfLines = [:]
    }

    /// Takes note of a chunk that the present sidecar has made.
    mutating func own(_ id: ChunkID) { self.ownChunks.insert(id) }

    mutating func receive(_ batch: ReceivedBatch, using random: inout SimulationRandom) -> [Answer] {
        let acknowledgement = batch.acknowledgement ?? []
        let latency = Duration.microseconds(Int.random(in: 50...2_000, using: &random))
        guard !self.isCalm, random.chance(4) else {
            self.keep(batch)
            return [.send(acknowledgement, after: latency)]
        }
        self.faults += 1
        switch Int.random(in: 0..<10, using: &random) {
        case 0:  // takes it and says nothing
            self.keep(batch)
            return []
        case 1:  // takes nothing and says nothing
            return []
        case 2:  // refuses
            return [.send([0x80], after: latency)]
        case 3:
            return [.close]
        case 4:
            self.keep(batch)
            return [.close]
        case 5:
            self.keep(batch)
            return [.send(acknowledgement, after: latency), .send(acknowledgement, after: latency * 2)]
        case 6:  // late, after the sender has given up the connection
            self.keep(batch)
            return [.send(acknowledgement, after: .milliseconds(1_500))]
        case 7:  // in two parts
            self.keep(batch)
            let cut = Int.random(in: 0...acknowledgement.count, using: &random)
            return [
                .send(Array(acknowledgement[..<cut]), after: latency),
                .send(Array(acknowledgement[cut...]), after: latency),
            ]
        case 8:  // for somebody else
            self.keep(batch)
            let other = ChunkID(random: &random)
            let bytes = [0x81, 0xA3] + Array("ack".utf8) + [0xB8] + Array(other.base64.utf8)
            return [.send(bytes, after: latency), .send(acknowledgement, after: latency)]
        default:
            self.keep(batch)
            return [.send(acknowledgement, after: latency), .close]
        }
    }

    private mutating func keep(_ batch: ReceivedBatch) {
        guard let id = batch.chunkID else {
            self.violations.append("a chunk without an id")
            return
        }
        if let checksum = self.payloads.updateValue(batch.payloadChecksum, forKey: id),
            checksum != batch.payloadChecksum
        {
            self.violations.append("chunk \(id) came again with other contents")
        }
        self.book.add(ReceptionBook.Entry(batch))
        if self.finishedChunks.contains(id) {
            self.violations.append("chunk \(id) came again though the spool had noted that it is done")
        }
        let origin = SimulatedLine.Origin(rawValue: batch.tag)
        let written = origin.map(self.writtenLines) ?? 0
        var lines: [SimulatedLine] = []
        for record in batch.records {
            let text = record["message"]?.stringValue ?? ""
            let number = Int(text.prefix { $0 != " " }) ?? -1
            guard let origin, (0..<written).contains(number),
                case let line = SimulatedLine(origin: origin, number: number), line.text == text
            else {
                self.violations.append("nobody wrote \"\(text)\"")
                continue
            }
            self.arrivals[line, default: 0] += 1
            lines.append(line)
            if self.ownChunks.contains(id) {
                if self.settled.contains(line) {
                    self.violations.append("\(line) came again though the checkpoint had passed it")
                }
                if self.ownChunksOfLines.updateValue(id, forKey: line).map({ $0 != id }) ?? false {
                    self.violations.append("\(line) was read twice")
                }
            }
            if origin == .stream, self.chunksOfStreamLines.updateValue(id, forKey: line).map({ $0 != id }) ?? false {
                self.violations.append("\(line) came in two chunks")
            }
        }
        self.linesOfChunks[id] = lines
    }
}
