public import AtalayaLogs

/// `/debug/ledger`: where every record and byte is, as JSON.
public struct LedgerRoute: ExporterRoute {
    public let path = "/debug/ledger"
    public let method = "GET"
    public let summary = "the ledger: read = acknowledged + in flight + spooled + dropped"
    private let ledger: @Sendable () -> LedgerSnapshot

    /// - Parameter ledger: The ledger as it stands; called once a request.
    public init(ledger: @escaping @Sendable () -> LedgerSnapshot) {
        self.ledger = ledger
    }

    public func respond(to request: ExporterRequest) async -> ExporterResponse {
        ExporterResponse(
            status: 200, headers: [("Content-Type", "application/json")], body: Array("\(self.ledger().json)\n".utf8))
    }
}

/// `POST /-/reload`: reads the configuration again.
public struct ReloadRoute: ExporterRoute {
    public let path = "/-/reload"
    public let method = "POST"
    public let summary = "reads the configuration again (POST)"
    private let reload: @Sendable () async throws -> Void

    /// - Parameter reload: Throws when the new configuration cannot be used; the old one then stays, and the response
    ///   is 500 with the reason.
    public init(reload: @escaping @Sendable () async throws -> Void) {
        self.reload = reload
    }

    public func respond(to request: ExporterRequest) async -> ExporterResponse {
        do {
            try await self.reload()
            return .text(200, "the settings are right and take over")
        } catch {
            return .text(500, "not reloaded: \(error)")
        }
    }
}
