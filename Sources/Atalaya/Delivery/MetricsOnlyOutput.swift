import AtalayaLogs

/// The output where none is configured: logs are read for their metrics, and every chunk is done with at once.
struct MetricsOnlyOutput: LogOutput {
    private let observer: any DeliveryObserver
    private let ending = Announcement<Void>()

    init(observer: any DeliveryObserver) {
        self.observer = observer
    }

    func run() async {
        try? await self.ending.value()
    }

    func enqueue(_ chunk: Chunk) async throws {
        self.observer.acknowledged(chunk)
    }

    func offer(_ chunk: Chunk) async -> Bool {
        self.observer.acknowledged(chunk)
        return true
    }

    func drain(within limit: Duration) async {
        self.ending.announce(.success(()))
    }
}
