/// `/-/healthy`: the process lives and its event loop turns.
struct HealthRoute: ExporterRoute {
    let path = "/-/healthy"
    let method = "GET"
    let isLimited = false
    let summary = "liveness: 200 while the process runs"

    func respond(to request: ExporterRequest) async -> ExporterResponse {
        .text(200, "healthy")
    }
}

/// `/-/ready`: 200 when every condition holds, otherwise 503 with one line a condition.
struct ReadyRoute: ExporterRoute {
    let path = "/-/ready"
    let method = "GET"
    let isLimited = false
    let summary = "readiness: 200 when the inputs are open, 503 with the reasons before"
    let readiness: Readiness

    func respond(to request: ExporterRequest) async -> ExporterResponse {
        let conditions = self.readiness.conditions
        if conditions.allSatisfy(\.isSatisfied) { return .text(200, "ready") }
        let missing = conditions.filter { !$0.isSatisfied }
        return .text(503, missing.map { "not ready: \($0.name): \($0.reason)" }.joined(separator: "\n"))
    }
}
