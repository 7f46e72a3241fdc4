import Synchronization

/// Counts the requests that are being answered or wait for it, and refuses those beyond the limit.
final class Admission: Sendable {
    private let requestsMax: Int
    private let count = Atomic<Int>(0)

    init(requestsMax: Int) {
        self.requestsMax = requestsMax
    }

    /// A 503 for a request too many; otherwise nil, and the request counts until it is finished.
    func refusal(of exchange: ExporterExchange, routes: ExporterRoutes) -> ExporterResponse? {
        guard routes.isLimited(exchange.request.path) else { return nil }
        guard self.count.wrappingAdd(1, ordering: .relaxed).newValue <= self.requestsMax else {
            self.count.wrappingSubtract(1, ordering: .relaxed)
            var response = ExporterResponse.text(503, "too many requests at a time; the limit is \(self.requestsMax)")
            response.headers.append(("Retry-After", "1"))
            return response
        }
        return nil
    }

    func finish(_ exchange: ExporterExchange, routes: ExporterRoutes) {
        guard routes.isLimited(exchange.request.path) else { return }
        self.count.wrappingSubtract(1, ordering: .relaxed)
    }
}
