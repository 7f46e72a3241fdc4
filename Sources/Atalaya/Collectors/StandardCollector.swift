public import AtalayaMetrics
public import AtalayaModel

/// What can be measured of every service without its help.
///
/// ```swift
/// for standard in StandardCollector.all { try registry.addCollector(standard.makeCollector()) }
/// ```
/// Each reads a few small files of the kernel at each scrape, some ten microseconds apiece. Where a file is missing, as on
/// another system or in a sandbox, its metrics are absent and the others are there.
public struct StandardCollector: Hashable, Sendable {
    /// One word for configurations and documentation.
    public let name: String
    private let make: @Sendable (KernelFiles) throws -> any DescribedCollector

    /// The nine `process_…` metrics of Prometheus' guidelines, and the network bytes that many clients add.
    public static let process = StandardCollector("process") { try ProcessCollector(files: $0) }
    /// The allocator of the C library.
    public static let allocator = StandardCollector("allocator") { _ in try AllocatorCollector() }
    /// Limits, usage and throttling of the control group (version 1, 2 or both) that the process is in.
    public static let controlGroup = StandardCollector("control-group") { try ControlGroupCollector(files: $0) }
    /// Pressure stall information of the machine and of the control group.
    public static let pressure = StandardCollector("pressure") { try PressureCollector(files: $0) }

    /// Every one there is.
    public static let all: [StandardCollector] = [.process, .allocator, .controlGroup, .pressure]

    private init(_ name: String, make: @escaping @Sendable (KernelFiles) throws -> any DescribedCollector) {
        self.name = name
        self.make = make
    }

    /// A collector to add to a registry. Throws only if one of our own descriptors broke the rules of names.
    public func makeCollector(files: any FileSystem = SystemFileSystem()) throws -> any Collector {
        try self.make(KernelFiles(files: files))
    }

    /// Everything it may expose; what is really there depends on the kernel.
    public func descriptors() throws -> [MetricDescriptor] {
        try self.make(KernelFiles(files: SystemFileSystem())).descriptors
    }

    public static func == (left: StandardCollector, right: StandardCollector) -> Bool {
        left.name == right.name
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(self.name)
    }
}

/// A collector that knows what it may expose before it does.
protocol DescribedCollector: Collector {
    var descriptors: [MetricDescriptor] { get }
}
