// A small HTTP service that is monitored from the inside: it imports `Atalaya`, and that is all.
//
//   swift run EmbeddedService --listen 127.0.0.1:8080 --metrics 127.0.0.1:9464 --forward 127.0.0.1:24224
//   curl http://127.0.0.1:8080/greetings/es
//   curl http://127.0.0.1:9464/metrics
//
// Metrics are declared once, in GreetingMetrics.swift. Whatever logs through swift-log, here or in a library, is shipped; whatever
// counts through swift-metrics is exposed beside our own instruments.

import Atalaya
import Dispatch
import Glibc
import Logging
import Metrics

@main
enum EmbeddedService {
    static func main() async {
        do {
            let options = try Options(CommandLine.arguments.dropFirst())
            if options.wantsHelp {
                print(Options.help)
            } else {
                try await run(options)
            }
        } catch {
            StandardError.print("error: \(error)")
            exit(error is Options.Mistake ? 2 : 1)
        }
    }

    private static func run(_ options: Options) async throws {
        let monitoring = try Monitoring(
            MonitoringConfiguration(
                serviceName: "greetings", listen: options.metrics, forward: options.forward, tag: "greetings.app"))

        // One line each: from here on both of Swift's front ends end in Atalaya.
        LoggingSystem.bootstrap { monitoring.makeLogHandler(label: $0) }
        MetricsSystem.bootstrap(monitoring.metricsFactory)

        let metrics = try GreetingMetrics(registry: monitoring.registry)
        let server = GreetingServer(address: options.listen, metrics: metrics, logger: Logger(label: "greetings"))
        Metrics.Counter(label: "greetings_starts_total").increment()

        try await untilAskedToStop {
            // In a task of its own, because it outlives the server: what that logs while it stops is shipped too.
            let watching = Task { try await monitoring.run() }
            let outcome: Result<Void, any Error>
            do {
                if let address = try await monitoring.boundAddress() {
                    StandardError.print("metrics on http://\(address)/metrics")
                }
                async let announced: Void = announce(server)
                try await server.run()
                await announced
                outcome = .success(())
            } catch is CancellationError {
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            watching.cancel()
            try await watching.value
            try outcome.get()
        }
    }

    /// Says nothing when the server cannot listen: then its error does.
    private static func announce(_ server: GreetingServer) async {
        guard let address = try? await server.boundAddress() else { return }
        StandardError.print("greetings on http://\(address)")
    }

    /// Runs until the work ends or SIGTERM or SIGINT arrives; the work is then cancelled, and may finish what it has begun.
    private static func untilAskedToStop(_ work: @escaping @Sendable () async throws -> Void) async throws {
        let task = Task { try await work() }
        let sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { task.cancel() }
            source.resume()
            return source
        }
        defer { sources.forEach { $0.cancel() } }
        try await task.value
    }
}
