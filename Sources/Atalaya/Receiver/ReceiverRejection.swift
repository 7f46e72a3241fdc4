/// A connection that was refused before anything was taken from it.
public struct ReceiverRejection: Hashable, Sendable, CustomStringConvertible {
    /// How far it came. Closed: there is nothing else in front of the messages.
    public enum Stage: String, Hashable, Sendable {
        /// No TLS was agreed on: another protocol, another version, a certificate that is not accepted.
        case tls
        /// The sender did not prove that it knows the shared key, or the password of its user.
        case authentication
    }

    public var stage: Stage
    /// Where the connection came from; nil where the system does not tell.
    public var peer: String?
    /// Why, in the words of TLS or of the protocol; never a secret.
    public var reason: String

    public init(stage: Stage, peer: String?, reason: String) {
        self.stage = stage
        self.peer = peer
        self.reason = reason
    }

    public var description: String {
        let what = self.stage == .tls ? "the TLS handshake failed" : "the sender is not authenticated"
        return "\(self.peer.map { "\($0): " } ?? "")\(what): \(self.reason)"
    }
}
