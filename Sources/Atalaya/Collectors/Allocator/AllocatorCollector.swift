import AtalayaMetrics
import AtalayaModel

/// The heap as the allocator of the C library sees it, which is where Swift's objects live.
///
/// Free bytes that grow while used ones do not are fragmentation, which no leak checker finds.
struct AllocatorCollector: DescribedCollector {
    private let statistics: @Sendable () -> AllocatorStatistics?
    private let arena, used, free, mapped, mappedRegions: MetricDescriptor

    var descriptors: [MetricDescriptor] { [self.arena, self.used, self.free, self.mapped, self.mappedRegions] }

    init(statistics: @escaping @Sendable () -> AllocatorStatistics? = AllocatorStatistics.now) throws {
        self.statistics = statistics
        self.arena = try .gauge(
            "malloc_arena_bytes", help: "Bytes that malloc holds for small blocks, used or free.", unit: .bytes)
        self.used = try .gauge(
            "malloc_arena_used_bytes", help: "Bytes of the arenas that the program has allocated.", unit: .bytes)
        self.free = try .gauge(
            "malloc_arena_free_bytes", help: "Bytes of the arenas that are free for coming allocations.", unit: .bytes)
        self.mapped = try .gauge(
            "malloc_mapped_bytes", help: "Bytes of large blocks that have a mapping of their own.", unit: .bytes)
        self.mappedRegions = try .gauge(
            "malloc_mapped_regions", help: "Number of large blocks that have a mapping of their own.")
    }

    func collect(into builder: inout SnapshotBuilder) {
        guard let statistics = self.statistics() else { return }
        builder.gauge(self.arena, Double(statistics.arenaBytes))
        builder.gauge(self.used, Double(statistics.usedBytes))
        builder.gauge(self.free, Double(statistics.freeBytes))
        builder.gauge(self.mapped, Double(statistics.mappedBytes))
        builder.gauge(self.mappedRegions, Double(statistics.mappedRegions))
    }
}
