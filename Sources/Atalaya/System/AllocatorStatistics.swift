import CAtalayaMalloc

/// What the allocator of the C library says of itself. All but ``mappedRegions`` in bytes.
struct AllocatorStatistics: Equatable, Sendable {
    /// Got from the system for small blocks, in use or not.
    var arenaBytes: UInt64
    /// Of the arenas, handed out to the program.
    var usedBytes: UInt64
    /// Of the arenas, free for the next allocation.
    var freeBytes: UInt64
    /// Large blocks, each of which has a mapping of its own.
    var mappedBytes: UInt64
    /// How many of these there are.
    var mappedRegions: UInt64

    /// Now; nil where the C library does not tell (musl, glibc before 2.33).
    ///
    /// Each arena is locked for the time of its counting: microseconds.
    static func now() -> AllocatorStatistics? {
        let statistics = atalaya_malloc_statistics()
        guard statistics.is_known != 0 else { return nil }
        return AllocatorStatistics(
            arenaBytes: UInt64(statistics.arena_bytes), usedBytes: UInt64(statistics.used_bytes),
            freeBytes: UInt64(statistics.free_bytes), mappedBytes: UInt64(statistics.mapped_bytes),
            mappedRegions: UInt64(statistics.mapped_regions))
    }
}
