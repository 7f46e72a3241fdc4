/// How much a record matters: what is given up last, and what does not wait.
///
/// The levels are those of swift-log, from which they come; a source that knows nothing of levels has ``info``.
public struct LogSeverity: RawRepresentable, Hashable, Sendable, Comparable {
    /// 0 is ``trace``, 6 is ``critical``. Further numbers are more severe, and mean nothing yet.
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let trace = LogSeverity(rawValue: 0)
    public static let debug = LogSeverity(rawValue: 1)
    public static let info = LogSeverity(rawValue: 2)
    public static let notice = LogSeverity(rawValue: 3)
    public static let warning = LogSeverity(rawValue: 4)
    public static let error = LogSeverity(rawValue: 5)
    public static let critical = LogSeverity(rawValue: 6)

    public static func < (left: LogSeverity, right: LogSeverity) -> Bool { left.rawValue < right.rawValue }
}

extension LogSeverity {
    /// The share of a bounded room that records of this severity may fill, as a numerator over 4: debugging half of it,
    /// information three quarters, the rest all of it. So when room runs out, what matters least goes first.
    public var quarterShares: Int {
        switch self {
        case ...Self.debug: 2
        case ...Self.info: 3
        default: 4
        }
    }
}
