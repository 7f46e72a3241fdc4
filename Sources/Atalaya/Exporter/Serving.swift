/// An exporter that is running, and goes on while its owner drains: the last scrape sees the last counts.
///
/// Its task is not a child of whoever starts it, because it has to outlive his cancellation by the time of the drain.
/// ``stop()`` waits for its end.
struct Serving: Sendable {
    private let readiness: Readiness
    private let task: Task<Void, Never>
    private let end = Announcement<Void>()

    /// - Parameter exporter: nil where somebody else serves.
    init(_ exporter: ExporterServer?, readiness: Readiness) {
        self.readiness = readiness
        self.task = Task { [end] in
            guard let exporter else { return }
            do {
                try await exporter.run()
                end.announce(.success(()))
            } catch {
                end.announce(.failure(error))
            }
        }
    }

    /// Returns when the calling task is cancelled. From that moment on the program is not ready, and everything is
    /// served as before.
    ///
    /// - Throws: ``ShellError`` when the exporter cannot listen.
    func untilCancelled() async throws {
        do {
            try await withTaskCancellationHandler {
                try await self.end.value()
            } onCancel: {
                self.readiness.fail("running", reason: "stopping")
            }
        } catch is CancellationError {}
    }

    /// Finishes the requests in flight, and closes everything.
    func stop() async {
        self.task.cancel()
        await self.task.value
    }
}
