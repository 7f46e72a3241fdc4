/// Why records were not delivered on purpose. The name is the value of a metric's `reason` label.
///
/// New reasons are added here, so that documentation and metrics list them all.
public struct DropReason: Hashable, Sendable, Comparable {
    public let name: String

    /// The receiver refused the chunk again and again.
    public static let refused = DropReason(name: "refused")
    /// The receiver closed the connection on the record again and again, and took others meanwhile.
    public static let closedOn = DropReason(name: "closed_on")
    /// The receiver never answered for the record, and took others meanwhile.
    public static let unanswered = DropReason(name: "unanswered")
    /// A bounded queue was full, and its policy is not to wait.
    public static let queueFull = DropReason(name: "queue_full")
    /// A filter of the configuration took the record out.
    public static let filtered = DropReason(name: "filtered")
    /// A filter keeps only a share of the records, and this one is not in it.
    public static let sampled = DropReason(name: "sampled")
    /// Records came faster than a filter allows.
    public static let rateLimited = DropReason(name: "rate_limited")
    /// The record repeats one before.
    public static let duplicate = DropReason(name: "duplicate")
    /// The record could not be encoded within the limits of a chunk.
    public static let unencodable = DropReason(name: "unencodable")

    /// Delivery has ended without an acknowledgement, and the record is in no file from which it could be read again.
    public static let undelivered = DropReason(name: "undelivered")

    /// The spool was full, and its policy is not to wait.
    public static let spoolFull = DropReason(name: "spool_full")
    /// The record was in the spool for longer than it may be.
    public static let spoolExpired = DropReason(name: "spool_expired")
    /// The record was in the spool, and cannot be read any more.
    public static let spoolDamaged = DropReason(name: "spool_damaged")

    /// Every reason.
    public static let all: [DropReason] = [
        refused, closedOn, unanswered, queueFull, filtered, sampled, rateLimited, duplicate, unencodable, undelivered,
        spoolFull, spoolExpired, spoolDamaged,
    ]

    public static func < (left: DropReason, right: DropReason) -> Bool { left.name < right.name }
}
