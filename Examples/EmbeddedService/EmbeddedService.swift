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
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await monitoring.run() }
                group.addTask { try await server.run() }
                StandardError.print("greetings on http://\(try await server.boundAddress())")
                if let address = try await monitoring.boundAddress() {
                    StandardError.print("metrics on http://\(address)/metrics")
                }
                // Either of them ends only when it failed or when all are asked to stop; then the other has to end too.
                try await group.next()
                group.cancelAll()
                try await group.waitForAll()
            }
        }
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
