import Atalaya

extension ReceiverPersonality {
    /// Closes the connection on every batch with a record that has this value in this field, as receivers do on what
    /// they cannot handle.
    public static func chokingOn(_ value: String, in field: String) -> ReceiverPersonality {
        ReceiverPersonality("closes on \(value)") { Choking(field: field, value: value) }
    }

    private struct Choking: ReceiverBehaviour {
        let field: String
        let value: String

        func disposition(of batch: ReceivedBatch) async -> BatchDisposition {
            batch.records.contains { $0[field]?.stringValue == value } ? .close : .store
        }
    }
}
