public import Atalaya
public import AtalayaLogs
public import Logging
import Synchronization

// Design
//
// The decisions are DeliveryMachine's, as for the forward protocol; what a request looks like and what an answer means
// is the output's. This actor is the hands of both. The machine's connection is a fiction here: the client keeps
// connections by itself, so that one "stands" as soon as it is asked for, and a server that is away shows in the
// requests. They run as children of run(): each has a time limit of its own and ends with an outcome.
//
//     enqueue ─┐                 .send          ┌─▶ post(chunk): decode, encode, compress, ask
//     drain  ──┼─▶ machine ─▶ perform ─▶ events ┤         │
//     outcome ─┘                     (run())    └─◀── outcome: verdict or failure

/// Posts chunks to a server by one of the protocols of `HTTPOutputs.all`: at least once, several requests at a time.
public actor HTTPDelivery: LogOutput {
    private typealias Machine = DeliveryMachine<Chunk>

    private enum Event: Sendable {
        case connect(ConnectionNumber)
        case send(Chunk)
        case outcome(Chunk, Outcome)
        case timer
    }

    /// What became of a request.
    private enum Outcome: Sendable {
        case answered(OutputVerdict)
        case failed(HTTPFailure)
        /// The chunk cannot be said in this protocol, whatever the server.
        case unsayable(LogsError)
    }

    private let configuration: HTTPDeliveryConfiguration
    private let requester: HTTPRequester
    private let observer: any DeliveryObserver
    private let files: any FileSystem
    private let logger: Logger
    /// The server for people: without path and query.
    private let place: String
    private let events: AsyncStream<Event>
    private let arrivals: AsyncStream<Event>.Continuation
    private let start = ContinuousClock.now
    private nonisolated let published = Mutex(HTTPDeliveryStatistics())

    private var machine: Machine
    private var authorization: String?
    private var alarm = Alarm()
    private let room = WaitingRoom()

    /// - Throws: `ShellError` when the URL is none, or a file for TLS or the credentials cannot be used.
    public init(
        configuration: HTTPDeliveryConfiguration, observer: any DeliveryObserver,
        files: any FileSystem = SystemFileSystem(), logger: Logger
    ) throws {
        self.configuration = configuration
        self.place = try OutputURL.place(of: configuration.url)
        var settings = configuration.delivery
        // The client replaces connections, and gives up on requests, by itself.
        settings.connectionAgeMax = .seconds(365 * 86_400)
        settings.acknowledgementTimeout = configuration.delivery.acknowledgementTimeout + .seconds(30)
        self.requester = try HTTPRequester(tls: configuration.tls, connectionsMax: settings.windowChunksMax)
        self.authorization = try configuration.credentials?.header(files: files)
        self.machine = Machine(settings: settings, seed: UInt64.random(in: .min ... .max))
        self.observer = observer
        self.files = files
        self.logger = logger
        (self.events, self.arrivals) = AsyncStream.makeStream()
    }

    /// What delivery has done and holds, readable at any time.
    public nonisolated var currentStatistics: HTTPDeliveryStatistics { self.published.withLock { $0 } }

    public nonisolated var backlog: Double {
        let statistics = self.currentStatistics
        let settings = self.configuration.delivery
        let chunks = Double(statistics.heldChunks) / Double(settings.heldChunksMax)
        return min(1, max(chunks, Double(statistics.heldBytes) / Double(settings.heldBytesMax)))
    }

    public func run() async {
        await withDiscardingTaskGroup { group in
            for await event in self.events {
                switch event {
                case .connect(let number): self.perform(self.machine.connected(number, now: self.now))
                case .send(let chunk):
                    let authorization = self.authorization
                    group.addTask {
                        let outcome = await self.post(chunk, authorization: authorization)
                        self.arrivals.yield(.outcome(chunk, outcome))
                    }
                case .outcome(let chunk, let outcome): self.handle(outcome, of: chunk)
                case .timer: self.perform(self.machine.tick(now: self.now))
                }
            }
            group.cancelAll()
        }
        self.alarm.cancel()
        await self.requester.shutdown()
        self.room.wakeAll()
    }

    public func enqueue(_ chunk: Chunk) async throws {
        while true {
            if self.machine.isFinished { throw CancellationError() }
            if self.machine.canAccept {
                self.perform(try self.machine.enqueue(chunk, now: self.now))
                return
            }
            try Task.checkCancellation()
            await self.room.wait { !self.machine.canAccept && !self.machine.isFinished }
        }
    }

    public func offer(_ chunk: Chunk) -> Bool {
        guard self.machine.canAccept, let actions = try? self.machine.enqueue(chunk, now: self.now) else {
            return false
        }
        self.perform(actions)
        return true
    }

    public func drain(within limit: Duration) {
        self.perform(self.machine.drain(until: self.now + limit, now: self.now))
    }

    // MARK: Requests

    /// Asks once, on no actor: this is where the work of encoding is.
    @concurrent
    private nonisolated func post(_ chunk: Chunk, authorization: String?) async -> Outcome {
        let configuration = self.configuration
        let batch: RecordBatch
        var request: HTTPRequest
        do throws(LogsError) {
            batch = try RecordBatch(chunk)
            let outgoing = try configuration.output.request(for: batch)
            request = HTTPRequest("POST", url: OutputURL.join(configuration.url, outgoing.path))
            request.headers = [("content-type", outgoing.contentType), ("user-agent", "atalaya")]
            request.body = try configuration.coding.encode(outgoing.body, level: configuration.compressionLevel)
        } catch {
            return .unsayable(error)
        }
        if let coding = configuration.coding.headerValue { request.headers.append(("content-encoding", coding)) }
        if let authorization { request.headers.append(("authorization", authorization)) }
        request.headers += configuration.headers
        request.timeout = configuration.delivery.acknowledgementTimeout
        request.answerBytesMax = configuration.answerBytesMax
        do throws(HTTPFailure) {
            let answer = try await self.requester.answer(to: request)
            self.published.withLock { $0.count(request, of: chunk, status: answer.status) }
            return .answered(configuration.output.verdict(on: answer, to: batch))
        } catch {
            self.published.withLock { $0.count(request, of: chunk, failure: error) }
            return .failed(error)
        }
    }

    private func handle(_ outcome: Outcome, of chunk: Chunk) {
        switch outcome {
        case .answered(let verdict): self.handle(verdict, of: chunk)
        case .unsayable(let error):
            self.report("cannot be said: \(error)", code: .configuration)
            self.perform(self.machine.refused(chunk.id, as: .verdict, now: self.now))
        case .failed(let failure):
            self.report(failure.description, code: .unreachable)
            switch failure.code {
            // Nobody was there to be upset by the chunk.
            case .unreachable, .tls, .cancelled, .invalidRequest:
                self.perform(self.machine.deferred(chunk.id, for: nil, now: self.now))
            default:
                self.perform(self.machine.refused(chunk.id, as: .unexplained, now: self.now))
            }
        }
    }

    private func handle(_ verdict: OutputVerdict, of chunk: Chunk) {
        switch verdict {
        case .acknowledged:
            self.observer.connectionChanged(.connected, to: self.place)
            self.perform(self.machine.acknowledged(chunk.id, now: self.now))
        case .acknowledgedExcept(let count, let message):
            self.logger.debug("the server dropped records", metadata: ["records": "\(count)", "answer": "\(message)"])
            // Which ones is not known; their number is.
            let taken = max(0, chunk.eventCount - count)
            self.judge(
                chunk,
                Array(repeating: .acknowledged, count: taken)
                    + Array(repeating: .refused, count: chunk.eventCount - taken))
        case .judged(let fates, let message):
            self.logger.debug("the server refuses records", metadata: ["answer": "\(message)"])
            self.judge(chunk, fates)
        case .later(let after, let message):
            self.report(message, code: .unreachable)
            self.renewCredentials()
            self.perform(self.machine.deferred(chunk.id, for: after, now: self.now))
        case .refused(let isVerdict, let message):
            self.logger.debug("the server refuses a request", metadata: ["answer": "\(message)"])
            self.perform(self.machine.refused(chunk.id, as: isVerdict ? .verdict : .unexplained, now: self.now))
        }
    }

    private func judge(_ chunk: Chunk, _ fates: [RecordFate]) {
        var random = SystemRandomNumberGenerator()
        guard let parts = try? chunk.parts(by: fates, using: &random) else {
            // It was read once to be sent, so it can be read; if not, it is one and was not taken.
            self.perform(self.machine.refused(chunk.id, as: .verdict, now: self.now))
            return
        }
        self.perform(self.machine.judged(chunk.id, as: parts, now: self.now))
    }

    /// A secret may have been replaced since it was read; one that cannot be read now may be again later.
    private func renewCredentials() {
        guard let credentials = self.configuration.credentials else { return }
        if let header = try? credentials.header(files: self.files) { self.authorization = header }
    }

    private func report(_ message: String, code: ShellError.Code) {
        self.observer.connectionChanged(
            .failed(ShellError(code, subject: self.place, message: message)), to: self.place)
    }

    // MARK: Actions

    private var now: Duration { self.start.duration(to: .now) }

    private func perform(_ actions: [Machine.Action]) {
        for action in actions {
            switch action {
            case .connect(let number): self.arrivals.yield(.connect(number))
            case .send(let chunk, _): self.arrivals.yield(.send(chunk))
            case .closeConnection: break
            case .wakeAt(let time): self.alarm.set(in: time - self.now) { [arrivals] in arrivals.yield(.timer) }
            case .acknowledged(let chunk): self.observer.acknowledged(chunk)
            case .quarantined(let chunk, let reason): self.observer.quarantined(chunk, reason: reason)
            case .split(let chunk, let parts): self.observer.split(chunk, into: parts)
            case .acceptsAgain: self.room.wakeAll()
            case .finished(let chunks):
                self.observer.undelivered(chunks)
                self.arrivals.finish()
            }
        }
        self.published.withLock { published in
            published.counters = self.machine.counters
            published.heldChunks = self.machine.heldChunks
            published.heldBytes = self.machine.heldBytes
            published.chunksInFlight = self.machine.chunksInFlight
        }
    }
}
