import Foundation

/// Runs work until it ends or the process is asked to stop.
enum SignalWait {
    /// Cancels `work` at the first SIGTERM or SIGINT, and returns when it has come to its end.
    static func run(_ work: sending @escaping () async throws -> Void) async throws {
        let task = Task { try await work() }
        let sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)  // the source sees it all the same; without this the process would end at once
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { task.cancel() }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        try await task.value
    }
}
