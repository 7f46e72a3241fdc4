// Design
//
// Several receivers that are all as good as each other: any of them may get any chunk. Each has a DeliveryMachine of its
// own, which connects, fills its window, notices silence and suspects chunks. The fleet stands above them and decides
// one thing, which receiver a chunk goes to:
//
//     enqueue ─▶ queue ─▶ the next by weight, of those connected with room in their window ─▶ its machine
//                  ▲                                                                             │
//                  └──────────── its connection is lost: everything not acknowledged ◀───────────┘
//
// - Chunks wait here and not in the machines, so that none is stuck behind a receiver that is away. A chunk whose
//   connection broke goes to another receiver under the same id. The first one may have it already, and then it is there
//   twice: at least once is the promise, and only receivers that compare notes could make it less.
// - Load follows the weights as long as all keep up, and the windows when one does not: a slow receiver has no room.
// - A standby is connected to while a receiver of the first line is down, and fills its place. It gets nothing more when
//   all are back.
// - A receiver that is down is tried again by its own backoff as long as there is something to deliver.

/// One receiver of a ``DeliveryFleet``.
public struct FleetMember: Hashable, Sendable {
    /// The share of the chunks, relative to the weights of the others.
    public var weight: Int
    /// Used only while another one is down.
    public var isStandby: Bool

    /// A weight below 1 is taken as 1.
    public init(weight: Int = 1, isStandby: Bool = false) {
        self.weight = max(1, weight)
        self.isStandby = isStandby
    }
}

/// Delivers chunks to several receivers: at least once, to any of them, by weight, and to another when one is down.
///
/// A value like ``DeliveryMachine``, with the same events and actions. ``member(of:)`` says which receiver a connection
/// is to. Each event takes time linear in the chunks held and the members.
///
/// Other modules call it for each chunk, and what is generic there asks the runtime for types all the way down: a tenth of
/// the time that a byte takes from file to aggregator. So what is called for each chunk is compiled for them too.
public struct DeliveryFleet<Chunk: DeliverableChunk>: Sendable {
    public typealias Action = DeliveryAction<Chunk>

    public let members: [FleetMember]
    public let settings: DeliverySettings

    private var machines: [DeliveryMachine<Chunk>]
    private var queue: [HeldChunk<Chunk>] = []
    private var queueBytes = 0
    private var own = DeliveryCounters()
    /// What each member is owed by its weight: the smooth weighted round robin of load balancers.
    private var credits: [Int]
    /// What has happened at all receivers together.
    private var passages = Passages()
    private var lastEvent: Duration = .zero
    private var drainDeadline: Duration?
    private var announcedWake: Duration?
    private var owesAcceptsAgain = false
    /// Whether draining has ended; then nothing happens any more.
    public private(set) var isFinished = false

    /// Makes a fleet that holds nothing, and connects when there is something to send.
    ///
    /// - Parameter members: None is taken as a single one. If all are standbys, all are of the first line.
    public init(
        members: [FleetMember] = [FleetMember()], settings: DeliverySettings = DeliverySettings(), seed: UInt64
    ) {
        var members = members.isEmpty ? [FleetMember()] : members
        if members.allSatisfy(\.isStandby) { for index in members.indices { members[index].isStandby = false } }
        self.members = members
        self.settings = settings
        // The bound is the fleet's: what a machine is given it has to take.
        var boundless = settings
        boundless.heldChunksMax = .max
        boundless.heldBytesMax = .max
        let count = UInt64(members.count)
        machines = members.indices.map { index in
            DeliveryMachine(
                settings: boundless, seed: seed &+ UInt64(index), firstConnection: UInt64(index) + 1,
                connectionStep: count)
        }
        credits = members.map { _ in 0 }
    }

    // MARK: What is asked

    /// The index of the receiver that a connection is to.
    public func member(of connection: ConnectionNumber) -> Int {
        Int((max(connection.value, 1) - 1) % UInt64(machines.count))
    }

    /// Whether another chunk would be taken. After it was false, `acceptsAgain` says when it is true again.
    public var canAccept: Bool {
        @specialized(where Chunk == AtalayaLogs.Chunk)
        get { !isFinished && heldChunks < settings.heldChunksMax && heldBytes < settings.heldBytesMax }
    }

    /// Chunks held, sent or not.
    public var heldChunks: Int {
        @specialized(where Chunk == AtalayaLogs.Chunk)
        get { machines.reduce(queue.count) { $0 + $1.heldChunks } }
    }

    /// Bytes of all chunks held.
    public var heldBytes: Int {
        @specialized(where Chunk == AtalayaLogs.Chunk)
        get { machines.reduce(queueBytes) { $0 + $1.heldBytes } }
    }

    /// Chunks sent and not yet answered.
    public var chunksInFlight: Int {
        @specialized(where Chunk == AtalayaLogs.Chunk)
        get { machines.reduce(0) { $0 + $1.chunksInFlight } }
    }

    /// Chunks that may be in flight at present on the connections that stand.
    public var windowChunks: Int {
        @specialized(where Chunk == AtalayaLogs.Chunk)
        get { machines.reduce(0) { $0 + ($1.isConnected ? $1.windowChunks : 0) } }
    }

    /// Whether a connection to the receiver stands.
    public func isConnected(_ member: Int) -> Bool { machines.indices.contains(member) && machines[member].isConnected }

    /// Whether any connection stands.
    public var isConnected: Bool {
        @specialized(where Chunk == AtalayaLogs.Chunk)
        get { machines.contains { $0.isConnected } }
    }

    /// The counters of all connections.
    public var counters: DeliveryCounters {
        @specialized(where Chunk == AtalayaLogs.Chunk)
        get { machines.reduce(own) { $0 + $1.counters } }
    }

    /// When `tick` has something to do, if nothing else happens before.
    public var nextWake: Duration? {
        if isFinished { return nil }
        var times = machines.compactMap(\.nextWake)
        times += queue.lazy.map(\.retryAt).filter { $0 > lastEvent }
        if let drainDeadline { times.append(drainDeadline) }
        return times.min()
    }

    // MARK: Events

    /// Takes a chunk over.
    ///
    /// - Throws: ``LogsError`` with `limitExceeded` when `canAccept` is false. The chunk then still is the caller's.
    @specialized(where Chunk == AtalayaLogs.Chunk)
    public mutating func enqueue(_ chunk: Chunk, now: Duration) throws(LogsError) -> [Action] {
        guard canAccept else {
            owesAcceptsAgain = true
            throw LogsError(
                .limitExceeded, "delivery holds \(heldChunks) chunks and \(heldBytes) bytes, and takes no more")
        }
        own.enqueued += 1
        queueBytes += chunk.heldBytes
        queue.append(HeldChunk(chunk, backoff: Backoff(base: settings.backoffBase, cap: settings.backoffCap)))
        return advance([], now: now)
    }

    /// The connection is open and ready for chunks.
    ///
    /// - Parameter takesOne: Whether the receiver has said that it takes one chunk a connection.
    public mutating func connected(
        _ number: ConnectionNumber, takesOne: Bool = false, now: Duration
    ) -> [Action] {
        advance(tell(member(of: number)) { $0.connected(number, takesOne: takesOne, now: now) }, now: now)
    }

    /// The connection could not be opened.
    public mutating func connectFailed(_ number: ConnectionNumber, now: Duration) -> [Action] {
        advance(tell(member(of: number)) { $0.connectFailed(number, now: now) }, now: now)
    }

    /// The other side closed the connection, or it broke.
    public mutating func disconnected(_ number: ConnectionNumber, now: Duration) -> [Action] {
        advance(tell(member(of: number)) { $0.disconnected(number, now: now) }, now: now)
    }

    /// A receiver has the chunk with this id. It does not matter on which connection it said so.
    @specialized(where Chunk == AtalayaLogs.Chunk)
    public mutating func acknowledged(_ id: Chunk.ID, now: Duration) -> [Action] {
        if let index = machines.firstIndex(where: { $0.holds(id) }) {
            return advance(tell(index) { $0.acknowledged(id, now: now) }, now: now)
        }
        guard let index = queue.firstIndex(where: { $0.chunk.id == id && $0.wasSent }) else {
            own.unmatchedAnswers += 1
            return []
        }
        own.acknowledged += 1
        return advance([.acknowledged(removeWaiting(at: index).chunk)], now: now)
    }

    /// The receiver of this connection will not take the chunk; without an id, the oldest in flight there.
    public mutating func refused(
        _ id: Chunk.ID?, on number: ConnectionNumber, as refusal: Refusal = .unexplained, now: Duration
    ) -> [Action] {
        advance(tell(member(of: number)) { $0.refused(id, as: refusal, now: now) }, now: now)
    }

    /// Time has passed. May be called at any time.
    @specialized(where Chunk == AtalayaLogs.Chunk)
    public mutating func tick(now: Duration) -> [Action] {
        if isFinished { return [] }
        if let wake = announcedWake, wake <= now { announcedWake = nil }
        var actions: [Action] = []
        for index in machines.indices { actions += tell(index) { $0.tick(now: now) } }
        return advance(actions, now: now)
    }

    /// Delivers what is held, takes what still comes, and finishes when nothing is left or at `deadline`.
    public mutating func drain(until deadline: Duration, now: Duration) -> [Action] {
        if isFinished { return [] }
        drainDeadline = deadline
        for index in queue.indices { queue[index].retryAt = min(queue[index].retryAt, now) }
        var actions: [Action] = []
        for index in machines.indices { actions += tell(index) { $0.hurry(now: now) } }
        return advance(actions, now: now)
    }

    // MARK: Decisions

    private mutating func advance(_ first: [Action], now: Duration) -> [Action] {
        if isFinished { return first }
        lastEvent = now
        var actions = first
        for index in machines.indices where !machines[index].isConnected { takeBack(from: index) }
        callOut(now: now, into: &actions)
        distribute(now: now, into: &actions)
        finishDrain(now: now, into: &actions)

        if canAccept, owesAcceptsAgain {
            owesAcceptsAgain = false
            actions.append(.acceptsAgain)
        } else if !canAccept {
            owesAcceptsAgain = !isFinished
        }
        if let wake = nextWake, wake != announcedWake {
            announcedWake = wake
            actions.append(.wakeAt(wake))
        }
        return actions
    }

    private mutating func takeBack(from index: Int) {
        var chunks = machines[index].takeBack()
        guard !chunks.isEmpty else { return }
        queueBytes += chunks.reduce(0) { $0 + $1.chunk.heldBytes }
        for position in chunks.indices where chunks[position].receiver == index {
            chunks[position].failedAt.insert(index)
            // Once round, all are tried anew.
            if chunks[position].failedAt.count == members.count { chunks[position].failedAt = [index] }
        }
        // Suspects wait behind the others, as they do in a machine.
        queue.insert(contentsOf: chunks.filter { $0.retryAt == .zero }, at: 0)
        queue += chunks.filter { $0.retryAt > .zero }
    }

    /// Says which receivers are wanted.
    private mutating func callOut(now: Duration, into actions: inout [Action]) {
        let isBusy = heldChunks > 0
        let isDepleted = zip(members, machines).contains { !$0.isStandby && $1.isDown }
        for index in machines.indices {
            let isWanted = isBusy && (!members[index].isStandby || isDepleted)
            guard machines[index].wantsConnection != isWanted else { continue }
            machines[index].wantsConnection = isWanted
            actions += tell(index) { $0.advance([], now: now) }
        }
    }

    private mutating func distribute(now: Duration, into actions: inout [Action]) {
        var waiting = 0
        while waiting < queue.count {
            guard queue[waiting].retryAt <= now else {
                waiting += 1
                continue
            }
            guard let index = nextByWeight(avoiding: queue[waiting].failedAt) else { return }
            var chunk = removeWaiting(at: waiting)
            chunk.receiver = index
            actions += tell(index) { $0.adopt(chunk, now: now) }
        }
    }

    /// - Parameter failed: Receivers that had the chunk and failed: others are tried first, so that one which is broken
    ///   does not make a chunk look bad.
    private mutating func nextByWeight(avoiding failed: Set<Int>) -> Int? {
        let isDepleted = zip(members, machines).contains { !$0.isStandby && !$1.isConnected }
        var ready = machines.indices.filter { machines[$0].hasRoom && (!members[$0].isStandby || isDepleted) }
        guard !ready.isEmpty else { return nil }
        if !failed.isSuperset(of: ready) { ready.removeAll { failed.contains($0) } }
        for index in ready { credits[index] += members[index].weight }
        let next = ready.max { credits[$0] < credits[$1] } ?? ready[0]
        credits[next] -= ready.reduce(0) { $0 + members[$1].weight }
        return next
    }

    private mutating func finishDrain(now: Duration, into actions: inout [Action]) {
        guard let drainDeadline, heldChunks == 0 || now >= drainDeadline else { return }
        var undelivered: [Chunk] = []
        for index in machines.indices {
            for action in tell(index, { $0.drain(until: now, now: now) }) {
                if case .finished(let chunks) = action { undelivered += chunks } else { actions.append(action) }
            }
        }
        undelivered += queue.map(\.chunk)
        queue = []
        queueBytes = 0
        isFinished = true
        actions.append(.finished(undelivered: undelivered))
    }

    private mutating func removeWaiting(at index: Int) -> HeldChunk<Chunk> {
        let chunk = queue.remove(at: index)
        queueBytes -= chunk.chunk.heldBytes
        return chunk
    }

    /// Tells a machine, and keeps what is the fleet's to say: when to wake, and whether there is room.
    private mutating func tell(
        _ index: Int, _ event: (inout DeliveryMachine<Chunk>) -> [Action]
    ) -> [Action] {
        machines[index].passages.count = passages.count
        machines[index].passages.failures = passages.failures
        let actions = event(&machines[index])
        passages = machines[index].passages
        return actions.filter { action in
            switch action {
            case .wakeAt, .acceptsAgain: false
            default: true
            }
        }
    }
}

extension DeliveryMachine {
    /// Whether a chunk given now would be sent now.
    var hasRoom: Bool {
        guard case .connected(let connection) = state, !connection.isRetiring, queue.isEmpty else { return false }
        return inFlight.count < window.chunks && inFlight.last?.suspicion.goesAlone != true
    }

    /// Whether the last that was seen of the receiver is a failure.
    var isDown: Bool { !isConnected && backoff.failures > 0 }

    func holds(_ id: Chunk.ID) -> Bool {
        inFlight.contains { $0.chunk.id == id } || queue.contains { $0.chunk.id == id }
            || setAside.contains { $0.chunk.id == id }
    }

    /// Takes a chunk that has a history. Not bounded: the fleet is.
    mutating func adopt(_ chunk: HeldChunk<Chunk>, now: Duration) -> [Action] {
        heldBytes += chunk.chunk.heldBytes
        queue.append(chunk)
        return advance([], now: now)
    }

    /// Gives up all chunks, in order. Only without a connection.
    mutating func takeBack() -> [HeldChunk<Chunk>] {
        let chunks = queue + setAside
        queue = []
        setAside = []
        heldBytes = 0
        return chunks
    }
}

extension DeliveryCounters {
    static func + (left: DeliveryCounters, right: DeliveryCounters) -> DeliveryCounters {
        var sum = left
        sum.enqueued += right.enqueued
        sum.sends += right.sends
        sum.resends += right.resends
        sum.acknowledged += right.acknowledged
        sum.refusals += right.refusals
        sum.quarantined += right.quarantined
        sum.splits += right.splits
        sum.unmatchedAnswers += right.unmatchedAnswers
        sum.connects += right.connects
        sum.connectFailures += right.connectFailures
        sum.disconnects += right.disconnects
        sum.acknowledgementTimeouts += right.acknowledgementTimeouts
        return sum
    }
}
