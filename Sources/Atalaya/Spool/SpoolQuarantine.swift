import AtalayaLogs

/// Where a spool keeps what was damaged or refused, with the reason beside it, up to so many bytes. Nothing here is ever
/// sent; a person may look at it.
struct SpoolQuarantine {
    private let path: String
    private let bytesMax: Int
    private let files: any FileSystem
    private var usedBytes: Int
    /// How many were put aside for each reason, kept or not.
    private(set) var counts: [String: UInt64] = [:]
    private var troubles: [ShellError] = []

    init(_ directory: SpoolDirectory, bytesMax: Int) {
        self.path = directory.quarantinePath
        self.bytesMax = bytesMax
        self.files = directory.files
        let names = (try? directory.files.names(in: directory.quarantinePath)) ?? []
        self.usedBytes = names.reduce(0) { sum, name in
            sum + ((try? directory.files.status(of: directory.quarantinePath + "/" + name)).map { Int($0.size) } ?? 0)
        }
    }

    /// Bytes for which there is still room.
    var freeBytes: Int { max(0, self.bytesMax - self.usedBytes) }

    /// Keeps what makes no sense in a segment that was found after a restart.
    mutating func keepUnreadable(of segment: SpoolFoundSegment, byteCount: Int, in directory: SpoolDirectory) {
        let recovery = segment.recovery
        // Where there is nothing at all, the end came before the segment was begun.
        if segment.header == nil, !recovery.isEmpty { self.keep([], as: "", reason: "damaged_header", details: "") }
        var parts = recovery.holes.map { ($0, "hole") }
        if recovery.hasTornEnd {
            let torn = recovery.tornRecord?.header.recordBytes ?? 4_096
            parts.append((recovery.end..<max(recovery.end, min(byteCount, recovery.end + torn)), "torn"))
        }
        guard !parts.isEmpty else { return }
        let file = try? self.files.openForReading(directory.path(of: segment.name))
        for (range, reason) in parts {
            let bytes = try? file?.read(at: UInt64(range.lowerBound), bytesMax: min(range.count, self.freeBytes))
            self.keep(
                bytes ?? [], as: "\(segment.name.text).\(range.lowerBound)", reason: reason,
                details: "bytes \(range.lowerBound) to \(range.upperBound) of \(segment.name.text)")
        }
    }

    /// Why bytes could not be kept, since the last call.
    mutating func takeTroubles() -> [ShellError] {
        defer { self.troubles = [] }
        return self.troubles
    }

    /// Counts, and keeps the bytes under the name if there is room. Failing to do so holds up nothing.
    mutating func keep(_ bytes: [UInt8], as name: String, reason: String, details: String) {
        self.counts[reason, default: 0] += 1
        guard !bytes.isEmpty, bytes.count <= self.freeBytes else { return }
        do throws(ShellError) {
            try self.files.makeDirectory(self.path)
            try self.files.replace(self.path + "/" + name, with: bytes)
            try self.files.replace(self.path + "/" + name + ".reason", with: Array("\(reason): \(details)\n".utf8))
            self.usedBytes += bytes.count
        } catch {
            self.troubles.append(error)
        }
    }
}
