/// A ledger at one moment, sorted by source, as metrics and `/debug/ledger` show it.
public struct LedgerSnapshot: Hashable, Sendable {
    /// One source's part.
    public struct Source: Hashable, Sendable {
        public var name: String
        public var ledger: SourceLedger
    }

    public var sources: [Source]
    public var overdrafts: UInt64

    public init(_ ledger: Ledger) {
        sources = ledger.sources.sorted { $0.key < $1.key }.map { Source(name: $0.key, ledger: $0.value) }
        overdrafts = ledger.overdrafts
    }

    /// Whether every record that was read is somewhere.
    public var isBalanced: Bool {
        overdrafts == 0
            && sources.allSatisfy { $0.ledger.unaccountedRecords == 0 && $0.ledger.unaccountedBytes == 0 }
    }

    /// The snapshot as one line of JSON, with members in a fixed order.
    ///
    /// ```json
    /// {"balanced":true,"overdrafts":0,"sources":[{"source":"/var/log/app.log","read":{"records":2,"bytes":20}, …,
    ///  "dropped":{"refused":{"records":0,"bytes":0}},"unaccounted":{"records":0,"bytes":0}}]}
    /// ```
    public var json: String {
        let list = sources.map(Self.json).joined(separator: ",")
        return "{\"balanced\":\(isBalanced),\"overdrafts\":\(overdrafts),\"sources\":[\(list)]}"
    }

    private static func json(_ source: Source) -> String {
        let ledger = source.ledger
        let dropped = ledger.dropped.sorted { $0.key < $1.key }
            .map { "\(JSONText.string($0.key.name)):\(json($0.value))" }.joined(separator: ",")
        return """
            {"source":\(JSONText.string(source.name)),"read":\(json(ledger.read)),\
            "acknowledged":\(json(ledger.acknowledged)),"in_flight":\(json(ledger.inFlight)),\
            "spooled":\(json(ledger.spooled)),"dropped":{\(dropped)},\
            "unaccounted":{"records":\(ledger.unaccountedRecords),"bytes":\(ledger.unaccountedBytes)}}
            """
    }

    private static func json(_ amount: LedgerAmount) -> String {
        "{\"records\":\(amount.records),\"bytes\":\(amount.bytes)}"
    }
}
