/// How much work to spend on compressing: 1 is fastest, 9 is smallest.
///
/// On log text, level 6 gives about a fifth less output than level 1 for two to three times the CPU time; beyond 6 the
/// output hardly shrinks.
public struct CompressionLevel: Hashable, Sendable, Comparable {
    /// 1 through 9.
    public let rawValue: Int

    /// - Throws: `ZlibError` with code `.invalidLevel` outside 1…9. Level 0, which stores without compressing, is not
    ///   offered: leave the compression away instead.
    public init(_ level: Int) throws(ZlibError) {
        guard (1...9).contains(level) else {
            throw ZlibError(.invalidLevel, "compression level \(level) is not in 1…9")
        }
        rawValue = level
    }

    private init(known level: Int) { rawValue = level }

    public static let fastest = CompressionLevel(known: 1)
    public static let `default` = CompressionLevel(known: 6)
    public static let smallest = CompressionLevel(known: 9)

    /// Every level, fastest first.
    public static let all: [CompressionLevel] = (1...9).map { CompressionLevel(known: $0) }

    public static func < (left: CompressionLevel, right: CompressionLevel) -> Bool { left.rawValue < right.rawValue }
}
