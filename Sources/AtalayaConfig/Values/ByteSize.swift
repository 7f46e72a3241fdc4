/// A number of bytes, written with a unit: `512MB`. Units are powers of 1024, as in Prometheus, whatever they are
/// called.
public struct ByteSize: Hashable, Comparable, Sendable {
    /// Never negative.
    public let bytes: Int64

    public init(bytes: Int64) { self.bytes = max(0, bytes) }

    public static func kibibytes(_ count: Int) -> ByteSize { make(count, shift: 10) }
    public static func mebibytes(_ count: Int) -> ByteSize { make(count, shift: 20) }
    public static func gibibytes(_ count: Int) -> ByteSize { make(count, shift: 30) }

    private static func make(_ count: Int, shift: Int64) -> ByteSize {
        let (product, isTooLarge) = Int64(count).multipliedReportingOverflow(by: 1 << shift)
        return ByteSize(bytes: isTooLarge ? (count < 0 ? 0 : .max) : product)
    }

    private static let units: [(name: String, shift: Int64)] = [
        ("EB", 60), ("PB", 50), ("TB", 40), ("GB", 30), ("MB", 20), ("KB", 10), ("B", 0),
    ]

    /// Reads a whole number with a unit: B, KB, MB, GB, TB, PB, EB; also KiB and so on, which mean the same.
    ///
    /// - Throws: `ConfigError.Code.invalidSize`, also for a number without a unit, which Prometheus refuses.
    public init(_ text: String) throws(ConfigError) {
        let digits = text.utf8.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        let name = String(text.utf8.dropFirst(digits.count)) ?? ""
        guard let count = Int64(String(Substring(digits))),
            let unit = Self.units.first(where: { $0.name == name || ($0.shift > 0 && "\($0.name.prefix(1))iB" == name) }
            )
        else {
            throw ConfigError(
                .invalidSize, "'\(text)' is not a size; write a whole number and a unit, for example 512MB")
        }
        let (product, isTooLarge) = count.multipliedReportingOverflow(by: 1 << unit.shift)
        guard !isTooLarge else { throw ConfigError(.invalidSize, "the size '\(text)' is too large") }
        bytes = product
    }

    public static func < (left: ByteSize, right: ByteSize) -> Bool { left.bytes < right.bytes }
}

extension ByteSize: CustomStringConvertible {
    /// With the largest unit that leaves no fraction.
    public var description: String {
        for unit in Self.units where bytes > 0 && bytes % (1 << unit.shift) == 0 {
            return "\(bytes >> unit.shift)\(unit.name)"
        }
        return "0B"
    }
}
