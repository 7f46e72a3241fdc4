/// Why the registry refused something.
///
/// Two errors are equal when their reasons are: the message is for people and may change.
public struct MetricsError: Error, Equatable, Sendable, CustomStringConvertible {
    public let reason: RejectionReason
    /// A sentence for people that names the metric, bounded in length.
    public let message: String

    init(_ reason: RejectionReason, _ message: String) {
        self.reason = reason
        self.message = message
    }

    /// The reason alone: free of user values, so it may be the value of a `reason` label.
    public var shortDescription: String { reason.description }
    public var description: String { "\(reason): \(message)" }

    public static func == (left: MetricsError, right: MetricsError) -> Bool { left.reason == right.reason }
}
