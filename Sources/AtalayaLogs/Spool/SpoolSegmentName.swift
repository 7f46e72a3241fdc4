/// The name of a segment's file, `seg-<first sequence>-<segment ID>.spool`, both in hexadecimal. By it segments sort in
/// their order.
public struct SpoolSegmentName: Hashable, Sendable, Comparable {
    public let firstSequence: UInt64
    public let id: ChunkID

    public init(firstSequence: UInt64, id: ChunkID) {
        self.firstSequence = firstSequence
        self.id = id
    }

    public init(_ segment: SpoolSegmentHeader) {
        self.init(firstSequence: segment.firstSequence, id: segment.id)
    }

    /// Reads a name; `nil` for one that is no segment's.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "seg", parts[2].hasSuffix(".spool"),
            let first = Self.bytes(parts[1], count: 8), let bytes = Self.bytes(parts[2].dropLast(6), count: 16),
            let id = ChunkID(bytes: bytes)
        else { return nil }
        self.init(firstSequence: first.bigEndian64(at: 0), id: id)
    }

    /// The name as it stands in the directory.
    public var text: String {
        let sequence = (0..<8).map { UInt8(truncatingIfNeeded: firstSequence >> (56 - 8 * $0)) }
        return "seg-\(Self.hexadecimal(sequence))-\(Self.hexadecimal(id.bytes)).spool"
    }

    public static func < (left: SpoolSegmentName, right: SpoolSegmentName) -> Bool { left.text < right.text }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func bytes(_ text: Substring, count: Int) -> [UInt8]? {
        let values = text.utf8.compactMap { digits.firstIndex(of: $0) }
        guard values.count == text.utf8.count, values.count == count * 2 else { return nil }
        return (0..<count).map { UInt8(values[2 * $0] << 4 | values[2 * $0 + 1]) }
    }
}
