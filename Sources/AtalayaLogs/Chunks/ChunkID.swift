/// The name of a chunk: 128 bits, made once when the chunk is sealed and kept over every retry and restart.
///
/// It goes over the wire as 24 characters of Base64 (RFC 4648, with padding), as the forward protocol wants it. The
/// receiver echoes it in its acknowledgement, and can tell by it that a chunk has come twice.
public struct ChunkID: Hashable, Sendable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64

    /// Makes an ID from a source of randomness. With 128 bits, two that are equal by chance need not be thought of.
    public init(random: inout some RandomNumberGenerator) {
        high = random.next()
        low = random.next()
    }

    /// Makes an ID from exactly 16 bytes; `nil` for any other number of them.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Makes an ID from its 24 characters; `nil` for anything that `base64` cannot have given.
    public init?(base64: String) {
        guard let bytes = Base64.decode(base64) else { return nil }
        self.init(bytes: bytes)
    }

    /// The 16 bytes.
    public var bytes: [UInt8] {
        [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) } }
    }

    /// The 24 characters that stand for the ID on the wire.
    public var base64: String { Base64.encode(bytes) }

    public var description: String { base64 }
}
