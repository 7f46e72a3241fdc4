import AtalayaLogs
public import AtalayaMetrics
public import AtalayaModel
public import AtalayaZlib
public import Logging

/// Where a log goes. `AtalayaHTTP` adds the outputs over HTTP, and so can anybody add his own.
///
/// ```swift
/// configuration.output = .forward(ForwardConfiguration(address: Endpoint(host: "fluentd", port: 24224)))
/// configuration.output = .files(SegmentSettings(directory: "/var/log/shop"))
/// configuration.output = .standardOutput
/// ```
public struct LogOutputChoice: Sendable {
    /// What an output is made with.
    public struct Surroundings: Sendable {
        /// Is to be told what becomes of chunks.
        public var observer: any DeliveryObserver
        /// For metrics of its own.
        public var registry: MetricsRegistry
        public var files: any FileSystem
        public var logger: Logger
    }

    private let makeOutput: @Sendable (Surroundings) throws -> any LogOutput
    /// Whether it is ``none``.
    let isNone: Bool

    /// - Parameter makeOutput: Called once, when the log's way is built.
    public init(_ makeOutput: @escaping @Sendable (Surroundings) throws -> any LogOutput) {
        self.init(makeOutput, isNone: false)
    }

    private init(_ makeOutput: @escaping @Sendable (Surroundings) throws -> any LogOutput, isNone: Bool) {
        self.makeOutput = makeOutput
        self.isNone = isNone
    }

    func make(in surroundings: Surroundings) throws -> any LogOutput {
        try self.makeOutput(surroundings)
    }

    /// Fluentd's forward protocol.
    public static func forward(_ configuration: ForwardConfiguration) -> LogOutputChoice {
        LogOutputChoice { surroundings in
            let delivery = try ForwardDelivery(
                configuration: configuration, observer: surroundings.observer, logger: surroundings.logger)
            try surroundings.registry.addCollector(ForwardMetrics(delivery: delivery))
            return delivery
        }
    }

    /// Files of compressed JSON lines, which `zcat` reads: finished by size and age, removed by age, bounded altogether.
    /// What is acknowledged is on the disk.
    public static func files(_ settings: SegmentSettings) -> LogOutputChoice {
        LogOutputChoice { surroundings in
            WritingOutput(
                writer: SegmentDirectory(settings: settings, files: surroundings.files),
                observer: surroundings.observer, executor: .shared)
        }
    }

    /// JSON lines on standard output, for whoever collects it.
    public static let standardOutput = LogOutputChoice { surroundings in
        WritingOutput(
            writer: StandardOutputWriter(sink: StandardOutput()), observer: surroundings.observer,
            executor: StandardOutputWriter.executor)
    }

    /// Nowhere: records are read for their metrics, and done with at once.
    public static let none = LogOutputChoice({ MetricsOnlyOutput(observer: $0.observer) }, isNone: true)
}

extension LogOutputChoice {
    /// A destination on this machine, as a configuration has it; nil for one over HTTP, which `AtalayaHTTP` makes.
    public init?(local destination: LogDestination, level: CompressionLevel) {
        switch destination.kind {
        case LogDestinationKind.files.name:
            self = .files(SegmentSettings(destination, level: level))
        case LogDestinationKind.standardOutput.name:
            self = .standardOutput
        default: return nil
        }
    }
}

extension SegmentSettings {
    init(_ destination: LogDestination, level: CompressionLevel) {
        self.init(directory: destination.text("directory") ?? "logs", level: level)
        if let name = destination.text("name") { self.name = Self.fitting(name) }
        if let bytes = destination.number("segment_bytes_max") { self.segmentBytesMax = bytes }
        if let age = destination.duration("segment_age_max") { self.segmentAgeMax = age }
        if let bytes = destination.number("directory_bytes_max") { self.directoryBytesMax = bytes }
    }
}
