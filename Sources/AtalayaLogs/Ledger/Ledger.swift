// Design
//
// Delivery is at least once, and says so. What a ledger adds is the proof that nothing is lost in between: for each
// source, in records and in bytes,
//
//     read = acknowledged + in flight + spooled + dropped{reason}
//
// Each part is counted where it happens, by the part of the program that knows, and not as what remains of the others:
// only then can the sum be wrong, and only a sum that can be wrong proves something. `unaccounted` is the difference; it
// is 0 at any moment in which nothing is halfway between two parts, and an alert on it is a proof of loss (or of an error
// in the bookkeeping, which is as interesting).
//
//            read                 takeIn                  acknowledge
//     source ────▶ (must be 0) ─────────▶ in flight ──┬──────────────▶ acknowledged
//                       │                     │  ▲    └─ drop ───────▶ dropped{reason}
//                       │ drop          spool │  │ unspool
//                       ▼                     ▼  │
//               dropped{reason}              spooled
//
// Records that are sent again are not read again, so resends do not appear. After a restart the ledger begins anew:
// what was in flight is read again from the files.

/// Where the records of one source are. See ``Ledger``.
public struct SourceLedger: Hashable, Sendable {
    /// Lines that were split off and became records.
    public var read = LedgerAmount()
    /// Records that the receiver has.
    public var acknowledged = LedgerAmount()
    /// Records in chunks: being gathered, waiting to be sent, or sent and not answered.
    public var inFlight = LedgerAmount()
    /// Records in the spool.
    public var spooled = LedgerAmount()
    /// Records that were given up on purpose.
    public var dropped: [DropReason: LedgerAmount] = [:]

    public init() {}

    /// What was given up, for whatever reason.
    public var droppedTotal: LedgerAmount { dropped.values.reduce(LedgerAmount(), +) }

    /// Records that were read and are nowhere; negative where there are more than were read. 0 unless something is wrong.
    public var unaccountedRecords: Int64 { difference(\.records) }

    /// Bytes that were read and are nowhere; negative where there are more than were read. 0 unless something is wrong.
    public var unaccountedBytes: Int64 { difference(\.bytes) }

    private func difference(_ part: KeyPath<LedgerAmount, UInt64>) -> Int64 {
        let placed = acknowledged + inFlight + spooled + droppedTotal
        return Int64(clamping: Int128(read[keyPath: part]) - Int128(placed[keyPath: part]))
    }
}

/// Keeps account of the records of each source: `read = acknowledged + in flight + spooled + dropped{reason}`.
///
/// A value; the owner guards it where several threads use it. Each call takes constant time. At most `sourcesMax` sources
/// are told apart; further ones are kept under ``otherSources`` together, so that nothing goes uncounted.
public struct Ledger: Hashable, Sendable {
    /// The name of the sources beyond the limit.
    public static let otherSources = "(other)"

    public let sourcesMax: Int
    public private(set) var sources: [String: SourceLedger] = [:]
    /// Moves of more than there was to move: each is an error in the bookkeeping. 0 unless something is wrong.
    public private(set) var overdrafts: UInt64 = 0

    public init(sourcesMax: Int = 10_000) { self.sourcesMax = max(1, sourcesMax) }

    /// Lines were split off.
    public mutating func read(_ amount: LedgerAmount, from source: String) {
        update(source) { $0.read += amount }
    }

    /// Records that were read are in a chunk now.
    ///
    /// - Parameter before: What was counted in the same chunk earlier, while it was gathered; it is counted again, in
    ///   `amount`. So a record that gets lost while its chunk is gathered shows.
    public mutating func takeIn(
        _ amount: LedgerAmount, insteadOf before: LedgerAmount = LedgerAmount(), from source: String
    ) {
        move(before, of: source, from: \.inFlight) { $0.inFlight += amount }
    }

    /// Records in flight are acknowledged.
    public mutating func acknowledge(_ amount: LedgerAmount, from source: String) {
        move(amount, of: source, from: \.inFlight) { $0.acknowledged += amount }
    }

    /// Records in flight are in the spool, and no longer in memory.
    public mutating func spool(_ amount: LedgerAmount, from source: String) {
        move(amount, of: source, from: \.inFlight) { $0.spooled += amount }
    }

    /// Records of the spool are on their way again.
    public mutating func unspool(_ amount: LedgerAmount, from source: String) {
        move(amount, of: source, from: \.spooled) { $0.inFlight += amount }
    }

    /// Records that were read are given up before they came into a chunk.
    public mutating func dropRead(_ amount: LedgerAmount, from source: String, reason: DropReason) {
        update(source) { $0.dropped[reason, default: LedgerAmount()] += amount }
    }

    /// Records in flight are given up.
    public mutating func dropInFlight(_ amount: LedgerAmount, from source: String, reason: DropReason) {
        move(amount, of: source, from: \.inFlight) { $0.dropped[reason, default: LedgerAmount()] += amount }
    }

    private mutating func update(_ source: String, _ change: (inout SourceLedger) -> Void) {
        let isKnown = sources[source] != nil || sources.count < sourcesMax
        change(&sources[isKnown ? source : Self.otherSources, default: SourceLedger()])
    }

    private mutating func move(
        _ amount: LedgerAmount, of source: String, from place: WritableKeyPath<SourceLedger, LedgerAmount>,
        _ change: (inout SourceLedger) -> Void
    ) {
        var isOverdrawn = false
        update(source) { ledger in
            let (records, fewRecords) = ledger[keyPath: place].records.subtractingReportingOverflow(amount.records)
            let (bytes, fewBytes) = ledger[keyPath: place].bytes.subtractingReportingOverflow(amount.bytes)
            ledger[keyPath: place] = LedgerAmount(records: fewRecords ? 0 : records, bytes: fewBytes ? 0 : bytes)
            isOverdrawn = fewRecords || fewBytes
            change(&ledger)
        }
        if isOverdrawn { overdrafts += 1 }
    }
}
