/// A segment as it was found after a restart.
public struct SpoolFoundSegment: Hashable, Sendable {
    public var name: SpoolSegmentName
    /// `nil` when the header is damaged: name and records say the rest.
    public var header: SpoolSegmentHeader?
    public var recovery: SpoolRecovery

    var created: LogTime? { header?.created }
    var firstSequence: UInt64? { header.map { max(1, $0.firstSequence) } }

    /// Looks through a segment.
    ///
    /// - Parameters:
    ///   - name: The name of its file, which is believed where the header is damaged.
    ///   - byteCount: Bytes in the file.
    ///   - read: Reads a range of the file, and gives fewer bytes only where the file ends.
    /// - Throws: Only what `read` throws.
    /// - Returns: `nil` for a segment of a version that is not known here. It is to be left alone.
    public init?<Failure: Error>(
        _ name: SpoolSegmentName, byteCount: Int, read: (Range<Int>) throws(Failure) -> [UInt8]
    ) throws(Failure) {
        let bytes = try read(0..<min(byteCount, SpoolSegmentHeader.byteCount))
        var found: SpoolSegmentHeader?
        do throws(LogsError) {
            found = try SpoolSegmentHeader(decoding: bytes)
        } catch {
            if error.code == .unsupportedVersion { return nil }
        }
        // The name is what the file was made with. A header that contradicts it is as good as none.
        if found.map({ SpoolSegmentName($0) != name }) ?? false { found = nil }
        let trusted = SpoolSegmentHeader(
            id: name.id, firstSequence: name.firstSequence, created: found?.created ?? LogTime(seconds: 0))
        self.name = name
        header = found
        recovery = try SpoolRecovery(trusted, byteCount: byteCount, read: read)
    }
}

extension Int64 {
    func subtractingClamped(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other < 0 ? .max : .min) : difference
    }
}
