/// The four ways to send events in the forward protocol.
///
/// The protocol closes the set; a receiver tells the mode by the second element of the message.
public enum ForwardMode: String, Hashable, Sendable, CaseIterable {
    /// `[tag, time, record, options?]`: one event.
    case message = "Message"
    /// `[tag, [[time, record], …], options?]`: an array of events.
    case forward = "Forward"
    /// `[tag, bytes, options?]`: events encoded one after the other.
    case packedForward = "PackedForward"
    /// The same, with the bytes compressed.
    case compressedPackedForward = "CompressedPackedForward"

    /// The lengths that the outer array may have.
    var elementCounts: ClosedRange<Int> { self == .message ? 3...4 : 2...3 }
}
