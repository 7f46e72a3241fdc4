import Atalaya
import AtalayaConfig
import AtalayaHTTP
import Logging
import ServiceLifecycle
import Synchronization
import UnixSignals

// Design
//
// New settings may change anything: the address, the metrics, the files. So a reload is a restart inside the process:
// the settings are read and judged while everything runs; only when they are right the runtime ends as it does on
// SIGTERM, delivering what it has read, and one with the new settings begins where the checkpoints are. Counters begin
// at 0 as after every start; metrics derived from logs go on, because their counts are part of the checkpoints.

/// The sidecar as a service, one runtime after another: a graceful shutdown ends it, and a reload replaces the runtime.
struct SidecarService: ServiceLifecycle.Service {
    let configuration: SidecarConfiguration
    let sources: SettingsSources
    let requester: HTTPRequester
    let logger: Logger

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            var current = configuration
            var last: SidecarConfiguration?
            repeat {
                let turn = Turn(sources: sources, current: current)
                do {
                    try await serve(current, turn)
                    (current, last) = (turn.next ?? current, current)
                } catch {
                    // The address is somebody else's, for example. Settings that have worked are better than none.
                    guard let earlier = last, !turn.isUp else { throw error }
                    logger.error("the new settings do not work, the old ones go on: \(error)")
                    (current, last) = (earlier, nil)
                    continue
                }
                if turn.next == nil { break }
            } while !Task.isCancelled
        }
    }

    /// Runs a runtime until it is asked to stop, or others are to take over.
    private func serve(_ configuration: SidecarConfiguration, _ turn: Turn) async throws {
        let runtime = try makeRuntime(configuration, turn)
        let running = Task { try await runtime.run() }
        turn.begin(running)
        let hangup = Task { await self.reloadOnHangup(runtime) }
        async let announced: Void = announce(runtime, turn)
        let outcome = await withTaskCancellationHandler {
            await running.result
        } onCancel: {
            running.cancel()
        }
        hangup.cancel()
        await hangup.value
        await announced
        let report = try outcome.get()
        let (delivered, left) = (report.acknowledgedRecords, report.undeliveredRecords)
        logger.info(
            "\(turn.next == nil ? "stopped" : "ended for new settings"): \(delivered) records acknowledged, \(left) left in their files, \(report.spooledRecords) in the spool for the next start"
        )
    }

    private func makeRuntime(_ configuration: SidecarConfiguration, _ turn: Turn) throws -> SidecarRuntime {
        let probes = configuration.probes.map { probe in
            ScheduledProbe(
                target: probe.service, interval: probe.interval.duration,
                probe: HTTPProbe(
                    url: probe.url, timeout: probe.timeout.duration, requester: requester,
                    userAgent: SidecarVersion.userAgent))
        }
        let scrapes = configuration.scrapes.map { scrape in
            ScrapeTarget(
                service: scrape.service, labels: scrape.labels?.map { ($0.name, $0.value) },
                source: HTTPExpositionSource(
                    url: scrape.url, bytesMax: configuration.limits.scrapeBytesMax, requester: requester,
                    userAgent: SidecarVersion.userAgent))
        }
        return try SidecarRuntime(
            configuration: configuration, probes: probes, scrapes: scrapes, version: SidecarVersion.text,
            makeOutput: LogOutputChoice.http, reload: { try turn.reload(logger: logger) }, logger: logger)
    }

    /// The first line of a run; without it a person would not know that it works, nor where. Nothing when it cannot start:
    /// then the error says why.
    private func announce(_ runtime: SidecarRuntime, _ turn: Turn) async {
        guard let address = try? await runtime.boundAddress() else { return }
        turn.isUp = true
        logger.info("serving http://\(address)/metrics")
    }

    private func reloadOnHangup(_ runtime: SidecarRuntime) async {
        for await _ in await UnixSignalsSequence(trapping: .sighup) {
            do {
                try await runtime.reload()
            } catch {
                logger.error("not reloaded: \(error)")
            }
        }
    }
}

/// The time of one runtime, and what comes after it.
private final class Turn: Sendable {
    private struct State {
        var running: Task<DrainReport, any Error>?
        var next: SidecarConfiguration?
        var isUp = false
    }

    private let sources: SettingsSources
    private let current: SidecarConfiguration
    private let state = Mutex(State())

    init(sources: SettingsSources, current: SidecarConfiguration) {
        self.sources = sources
        self.current = current
    }

    /// The settings that take over; nil as long as nobody asked for any.
    var next: SidecarConfiguration? { state.withLock { $0.next } }

    /// Whether it has come to serve.
    var isUp: Bool {
        get { state.withLock { $0.isUp } }
        set { state.withLock { $0.isUp = newValue } }
    }

    func begin(_ running: Task<DrainReport, any Error>) {
        let isOver = state.withLock { state in
            state.running = running
            return state.next != nil
        }
        if isOver { running.cancel() }
    }

    /// Reads the settings again, and ends the runtime when they are right.
    ///
    /// - Throws: `SidecarFailure` with everything that is wrong.
    func reload(logger: Logger) throws(SidecarFailure) {
        let (configuration, warnings) = try sources.resolve()
        guard !(current.tails + configuration.tails).contains(where: { $0.input == .standardInput }) else {
            throw .usage("standard input cannot be taken up again; start the sidecar anew")
        }
        for warning in warnings { logger.warning("\(warning)") }
        logger.info("the settings were read again and take over")
        let running = state.withLock { state in
            state.next = configuration
            return state.running
        }
        running?.cancel()
    }
}
