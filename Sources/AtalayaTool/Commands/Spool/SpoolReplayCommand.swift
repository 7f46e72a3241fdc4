import ArgumentParser
import Atalaya
import AtalayaLogs
import Foundation
import Logging
import Synchronization

struct SpoolReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Sends what is in a spool to an aggregator, by the Fluentd forward protocol.",
        discussion: """
            The chunks keep their ids, so that a receiver can tell them when they come again. The spool is not changed: its \
            owner will send them too.
            """)

    @OptionGroup var arguments: SpoolArguments

    @Option(help: ArgumentHelp("The aggregator.", valueName: "host:port"))
    var forward: String

    @Option(help: ArgumentHelp("How long to wait for the last acknowledgements, in seconds.", valueName: "seconds"))
    var timeout = 30

    func run() async throws {
        let reading = try arguments.scan()
        let address: Endpoint
        do {
            address = try Endpoint(forward)
        } catch {
            throw ToolError.usage("--forward: \(error.message)")
        }
        let outcome = ReplayOutcome()
        let delivery = try ForwardDelivery(
            configuration: ForwardConfiguration(address: address), observer: outcome,
            logger: Logger(label: "atalaya spool") { _ in SwiftLogNoOpLogHandler() })
        let running = Task { await delivery.run() }
        var failures = 0
        let timeout = Duration.seconds(timeout)
        try await reading.forEach { segment, found, record in
            switch record {
            case .success(let record):
                // An aggregator that is away must not hold this up for ever.
                let patience = Task {
                    try await Task.sleep(for: timeout)
                    await delivery.drain(within: .zero)
                }
                defer { patience.cancel() }
                do { try await delivery.enqueue(record.chunk) } catch { outcome.undelivered([record.chunk]) }
            case .failure(let error):
                failures += 1
                Terminal.printError("\(segment.name.text):\(found.offset): error: \(error)")
            }
        }
        await delivery.drain(within: timeout)
        await running.value
        let counts = outcome.counts
        Terminal.printError(
            "\(counts.acknowledged) chunks acknowledged, \(counts.refused) refused, \(counts.undelivered) not delivered, "
                + "\(failures) damaged")
        if let failure = counts.failure, counts.undelivered > 0 { Terminal.printError("error: \(failure)") }
        if counts.refused + counts.undelivered + failures > 0 { throw ExitCode(1) }
    }
}

private final class ReplayOutcome: DeliveryObserver {
    struct Counts: Sendable {
        var acknowledged = 0
        var refused = 0
        var undelivered = 0
        var failure: ShellError?
    }

    private let state = Mutex(Counts())
    private let families = Mutex(SplitFamilies<ChunkID>())

    init() {}

    var counts: Counts { state.withLock { $0 } }

    func acknowledged(_ chunk: Chunk) {
        guard families.withLock({ $0.settle(chunk.id) }) != nil else { return }
        state.withLock { $0.acknowledged += 1 }
    }

    func split(_ chunk: Chunk, into parts: [Chunk]) {
        families.withLock { $0.split(chunk.id, into: parts.map(\.id)) }
    }

    func quarantined(_ chunk: Chunk, reason: DropReason) { state.withLock { $0.refused += 1 } }

    func undelivered(_ chunks: [Chunk]) { state.withLock { $0.undelivered += chunks.count } }

    func connectionChanged(_ change: ConnectionState, to address: String) {
        if case .failed(let error) = change { self.state.withLock { $0.failure = error } }
    }
}
