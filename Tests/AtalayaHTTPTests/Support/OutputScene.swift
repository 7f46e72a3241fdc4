import Atalaya
import AtalayaHTTP
import AtalayaLogs
import AtalayaTesting
import AtalayaZlib
import Logging
import Synchronization

/// Keeps what a delivery says.
final class RecordedDelivery: DeliveryObserver {
    struct Events: Sendable {
        var acknowledged: [Chunk] = []
        var quarantined: [Chunk] = []
        var undelivered: [Chunk] = []
        var splits = 0
        var failures: [String] = []

        var acknowledgedRecords: Int { self.acknowledged.reduce(0) { $0 + $1.eventCount } }
        var quarantinedRecords: Int { self.quarantined.reduce(0) { $0 + $1.eventCount } }
    }

    private let state = Mutex(Events())

    var events: Events { self.state.withLock { $0 } }

    func acknowledged(_ chunk: Chunk) { self.state.withLock { $0.acknowledged.append(chunk) } }
    func quarantined(_ chunk: Chunk, reason: DropReason) { self.state.withLock { $0.quarantined.append(chunk) } }
    func split(_ chunk: Chunk, into parts: [Chunk]) { self.state.withLock { $0.splits += 1 } }
    func undelivered(_ chunks: [Chunk]) { self.state.withLock { $0.undelivered += chunks } }

    func connectionChanged(_ change: ConnectionState, to address: String) {
        guard case .failed(let error) = change else { return }
        self.state.withLock { $0.failures.append("\(error)") }
    }
}

/// A delivery that runs against a test server, with what it told.
struct OutputScene: Sendable {
    let delivery: HTTPDelivery
    let observer: RecordedDelivery
    let server: HTTPTestServer

    /// Runs the body beside the delivery, then drains; everything inside the time limit.
    static func with(
        _ output: String = "fluentd-json",
        protection: HTTPTestProtection? = nil,
        configure: @escaping @Sendable (inout HTTPDeliveryConfiguration) -> Void = { _ in },
        behaviour: @escaping HTTPTestServer.Behaviour,
        _ body: @escaping @Sendable (OutputScene) async throws -> Void
    ) async throws {
        try await withTimeLimit {
            try await HTTPTestServer.with(protection: protection, behaviour: behaviour) { server in
                let scheme = protection == nil ? "http" : "https"
                var configuration = HTTPDeliveryConfiguration(
                    output: try HTTPOutputs.make(named: output), url: "\(scheme)://127.0.0.1:\(server.port)")
                configuration.delivery.backoffBase = .milliseconds(1)
                configuration.delivery.backoffCap = .milliseconds(20)
                configure(&configuration)
                let observer = RecordedDelivery()
                let delivery = try HTTPDelivery(
                    configuration: configuration, observer: observer,
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
                let running = Task { await delivery.run() }
                do {
                    try await body(OutputScene(delivery: delivery, observer: observer, server: server))
                } catch {
                    running.cancel()
                    throw error
                }
                await delivery.drain(within: .seconds(300))
                await running.value
            }
        }
    }

    /// A chunk of numbered records.
    static func chunk(_ numbers: Range<Int>, tag: String = "app") throws -> Chunk {
        var builder = try ChunkBuilder(tag: tag)
        var compressor = try Compressor(format: .gzip)
        for number in numbers {
            try builder.append(
                LogRecord(
                    time: LogTime(seconds: 1_790_000_000, nanoseconds: UInt32(number)),
                    fields: [LogField("n", .integer(Int64(number)))]),
                lineBytes: 10, at: .zero)
        }
        var random = SystemRandomNumberGenerator()
        return try builder.seal(id: ChunkID(random: &random), with: &compressor)
    }

    /// The numbers in a body of JSON, compressed or not, in order.
    static func numbers(in request: HTTPTestRequest) -> [Int] {
        let format: ZlibFormat? =
            switch request.header("content-encoding") {
            case "gzip": .gzip
            case "deflate": .zlib
            default: nil
            }
        let body =
            format.map { try? Zlib.decompress(request.body, format: $0, outputBytesMax: 64 << 20) } ?? request.body
        return String(decoding: body ?? [], as: UTF8.self).matches(of: /"n":(\d+)/).compactMap { Int($0.output.1) }
    }
}
