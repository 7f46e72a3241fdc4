// Design
//
// The machine decides when to connect, what to send, when to give up on a connection and when to try again. It does
// none of that itself: events go in, actions come out, and the owner acts. Time is an argument of each event, a
// duration since some start that only grows; randomness comes from a seed. One history of events therefore always gives
// one history of actions.
//
//                 something to send                    connected
//       ┌──────┐ ───────────────────▶ ┌────────────┐ ──────────────▶ ┌───────────┐
//       │ idle │                      │ connecting │                 │ connected │
//       └──────┘ ◀───────────────┐    └────────────┘                 └───────────┘
//           ▲    the wait is over│        │ failed, timeout            │       │ past its age and
//           │                ┌─────────┐  │                            │       │ nothing in flight
//           │                │ waiting │ ◀┴────────────────────────────┘       │
//           │                └─────────┘    disconnected, acknowledgement timeout
//           └──────────────────────────────────────────────────────────────────┘
//
// Every chunk the machine has is in exactly one of three places:
//
//   queue     to be sent, in order
//   inFlight  sent on the present connection and not answered, in the order of sending
//   setAside  failed; goes to the back of the queue when its own wait is over, so that it does not hold up the others
//
// and leaves by one of three doors: acknowledged, quarantined, or handed back when draining ends. Nothing is ever
// dropped on the way, which a test with random histories holds the machine to. A chunk may be split; its parts then are
// held in its place.
//
// Rules that were each learnt from somebody's lost logs:
//
// - An acknowledgement is matched by chunk id and never by order. One that matches nothing is counted and ignored.
// - After an acknowledgement timeout the connection is dropped and never used again: an answer that comes late would be
//   taken for the answer to something else. All chunks in flight are sent again, under the same ids, so that the
//   receiver can tell.
// - The timeout runs for the oldest chunk in flight, from the moment it became the oldest. A receiver that is slow but
//   works through a full window is left alone; one that skips a chunk is noticed although it answers others.
// - Opening a connection is no success: a proxy without a server behind it accepts and closes. Only an acknowledgement
//   resets the backoff.
// - A chunk that the receiver chokes on must neither block the others nor be blamed for a receiver that is down: see
//   `Suspicion`. One that is blamed is split until the record is alone, and only that record is quarantined.
// - When the process is told to end, no backoff stands between the last chunks and their receiver: draining connects at
//   once.
// - A full machine says so (`canAccept`) and the reader stops reading: a log file is a patient buffer.

/// Delivers chunks to one receiver: at least once, several in flight, within bounds.
///
/// A value: copy it and the copy has its own future. See ``DeliveryAction`` for what the owner must do. Each event takes
/// time linear in the chunks held, of which there are at most `heldChunksMax`.
public struct DeliveryMachine<Chunk: DeliverableChunk>: Sendable {
    public typealias Action = DeliveryAction<Chunk>

    public let settings: DeliverySettings
    public internal(set) var counters = DeliveryCounters()
    /// Bytes of all chunks held.
    public internal(set) var heldBytes = 0

    var state = State.idle
    var queue: [HeldChunk<Chunk>] = []
    var inFlight: [HeldChunk<Chunk>] = []
    var setAside: [HeldChunk<Chunk>] = []
    var window: AdaptiveWindow
    var backoff: Backoff
    var random: JitterGenerator
    var passages = Passages()
    /// While nothing passes, one chunk is split on suspicion alone: the largest size that may be split next.
    var probeBytesMax = Int.max
    /// Whether a connection is wanted with nothing to send.
    var wantsConnection = false
    private let connectionStep: UInt64
    private var nextConnection: UInt64
    private var drainDeadline: Duration?
    private var announcedWake: Duration?
    private var owesAcceptsAgain = false

    struct Connection: Sendable {
        let number: ConnectionNumber
        var retireAt: Duration
        /// Whether it may carry one chunk only.
        let takesOne: Bool
        /// Past its age, or its one chunk: what is in flight may still be answered, nothing more is sent.
        var isRetiring = false
        /// Since when the oldest chunk in flight has been the oldest.
        var oldestSince: Duration
    }

    enum State: Sendable {
        case idle
        case connecting(ConnectionNumber, giveUpAt: Duration)
        case connected(Connection)
        case waiting(until: Duration)
        case finished
    }

    /// Makes a machine that holds nothing and connects when there is something to send.
    ///
    /// - Parameter seed: where the jitter of the waits comes from; give each machine another one.
    public init(settings: DeliverySettings = DeliverySettings(), seed: UInt64) {
        self.init(settings: settings, seed: seed, firstConnection: 1, connectionStep: 1)
    }

    /// A machine among several, whose connections must not have the numbers of the others'.
    init(settings: DeliverySettings, seed: UInt64, firstConnection: UInt64, connectionStep: UInt64) {
        self.settings = settings
        self.nextConnection = firstConnection
        self.connectionStep = connectionStep
        self.window = AdaptiveWindow(chunksMax: settings.windowChunksMax)
        self.backoff = Backoff(base: settings.backoffBase, cap: settings.backoffCap)
        self.random = JitterGenerator(seed: seed)
    }

    // MARK: What is asked

    /// Whether another chunk would be taken. After it was false, `acceptsAgain` says when it is true again.
    public var canAccept: Bool {
        if case .finished = state { return false }
        return heldChunks < settings.heldChunksMax && heldBytes < settings.heldBytesMax
    }

    /// Chunks held, sent or not.
    public var heldChunks: Int { queue.count + inFlight.count + setAside.count }

    /// Chunks sent and not yet answered.
    public var chunksInFlight: Int { inFlight.count }

    /// Chunks that may be in flight at present: between 1 and `windowChunksMax`, by how the receiver answers.
    public var windowChunks: Int { window.chunks }

    /// Whether a connection stands.
    public var isConnected: Bool {
        if case .connected = state { return true }
        return false
    }

    /// Whether draining has ended; then nothing happens any more.
    public var isFinished: Bool {
        if case .finished = state { return true }
        return false
    }

    /// When `tick` has something to do, if nothing else happens before.
    public var nextWake: Duration? {
        var times: [Duration] = setAside.map(\.retryAt)
        switch state {
        case .idle: break
        case .finished: return nil
        case .connecting(_, let giveUpAt): times.append(giveUpAt)
        case .waiting(let until): times.append(until)
        case .connected(let connection):
            // A retiring connection waits for the last answer, not for a time.
            if !connection.isRetiring { times.append(connection.retireAt) }
            if !inFlight.isEmpty { times.append(connection.oldestSince + settings.acknowledgementTimeout) }
        }
        if let drainDeadline { times.append(drainDeadline) }
        return times.min()
    }

    // MARK: Events

    /// Takes a chunk over.
    ///
    /// - Throws: ``LogsError`` with `limitExceeded` when `canAccept` is false. The chunk then still is the caller's.
    public mutating func enqueue(_ chunk: Chunk, now: Duration) throws(LogsError) -> [Action] {
        guard canAccept else {
            owesAcceptsAgain = true
            throw LogsError(
                .limitExceeded, "delivery holds \(heldChunks) chunks and \(heldBytes) bytes, and takes no more")
        }
        counters.enqueued += 1
        heldBytes += chunk.heldBytes
        queue.append(HeldChunk(chunk, backoff: Backoff(base: settings.backoffBase, cap: settings.backoffCap)))
        return advance([], now: now)
    }

    /// The connection is open and ready for chunks (with authentication, if there is any, behind it).
    ///
    /// - Parameter takesOne: Whether the receiver has said that it takes one chunk a connection; the next chunk then
    ///   goes over another one.
    public mutating func connected(
        _ number: ConnectionNumber, takesOne: Bool = false, now: Duration
    ) -> [Action] {
        guard case .connecting(number, _) = state else { return [] }
        state = .connected(
            Connection(
                number: number, retireAt: now + settings.connectionAgeMax, takesOne: takesOne, oldestSince: now))
        return advance([], now: now)
    }

    /// The connection could not be opened.
    public mutating func connectFailed(_ number: ConnectionNumber, now: Duration) -> [Action] {
        guard case .connecting(number, _) = state else { return [] }
        counters.connectFailures += 1
        return advance(loseConnection(now: now), now: now)
    }

    /// The other side closed the connection, or it broke.
    public mutating func disconnected(_ number: ConnectionNumber, now: Duration) -> [Action] {
        switch state {
        case .connected(let connection) where connection.number == number:
            counters.disconnects += 1
            return advance(loseConnection(blaming: .closedOn, now: now), now: now)
        case .connecting(number, _):
            counters.connectFailures += 1
            return advance(loseConnection(now: now), now: now)
        default: return []
        }
    }

    /// The receiver has the chunk with this id. It does not matter on which connection it said so.
    public mutating func acknowledged(_ id: Chunk.ID, now: Duration) -> [Action] {
        guard let held = remove(id, now: now) else {
            counters.unmatchedAnswers += 1
            return []
        }
        counters.acknowledged += 1
        backoff.reset()
        passages.note(afterFailures: held.suspicion.strikes)
        probeBytesMax = .max
        return advance([.acknowledged(held.chunk)], now: now)
    }

    /// The receiver will not take the chunk; without an id, as Forward's empty answer has none, the oldest in flight.
    ///
    /// Receivers answer in order, so the oldest is the right one. If it is not, that chunk is sent once too often and
    /// the right one runs into the timeout: nothing is lost.
    public mutating func refused(
        _ id: Chunk.ID?, as refusal: Refusal = .unexplained, now: Duration
    ) -> [Action] {
        guard let id = id ?? inFlight.first?.chunk.id, let index = inFlight.firstIndex(where: { $0.chunk.id == id })
        else {
            counters.unmatchedAnswers += 1
            return []
        }
        counters.refusals += 1
        let held = removeInFlight(at: index, now: now)
        return advance(judge(held, .refused, isVerdict: refusal.isVerdict, now: now), now: now)
    }

    /// Time has passed. May be called at any time.
    public mutating func tick(now: Duration) -> [Action] {
        if let wake = announcedWake, wake <= now { announcedWake = nil }
        return advance([], now: now)
    }

    /// Delivers what is held, takes what still comes, and finishes when nothing is left or at `deadline`.
    public mutating func drain(until deadline: Duration, now: Duration) -> [Action] {
        if case .finished = state { return [] }
        drainDeadline = deadline
        return hurry(now: now)
    }

    /// Forgets every wait: for when the receiver is to be tried at once.
    mutating func hurry(now: Duration) -> [Action] {
        backoff.reset()
        if case .waiting = state { state = .idle }
        for index in setAside.indices { setAside[index].retryAt = now }
        return advance([], now: now)
    }

    // MARK: Decisions

    /// Does everything that has become possible or due, and says when the next thing will be.
    mutating func advance(_ first: [Action], now: Duration) -> [Action] {
        var actions = first
        endOverdue(now: now, into: &actions)
        returnSetAside(now: now)
        startConnecting(now: now, into: &actions)
        fillWindow(now: now, into: &actions)
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

    private mutating func startConnecting(now: Duration, into actions: inout [Action]) {
        guard case .idle = state, !queue.isEmpty || wantsConnection else { return }
        let number = ConnectionNumber(nextConnection)
        nextConnection += connectionStep
        counters.connects += 1
        state = .connecting(number, giveUpAt: now + settings.connectTimeout)
        actions.append(.connect(number))
    }

    private mutating func finishDrain(now: Duration, into actions: inout [Action]) {
        guard let drainDeadline, !isFinished, heldChunks == 0 || now >= drainDeadline else { return }
        switch state {
        case .connecting(let number, _): actions.append(.closeConnection(number, reason: .drained))
        case .connected(let connection): actions.append(.closeConnection(connection.number, reason: .drained))
        default: break
        }
        state = .finished
        actions.append(.finished(undelivered: (inFlight + setAside + queue).map(\.chunk)))
        inFlight = []
        setAside = []
        queue = []
        heldBytes = 0
    }
}
