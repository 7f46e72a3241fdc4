/// Loki as one process that keeps everything in one directory: the shape for one machine.
///
/// Logs older than the retention are deleted by the compactor, and lines that arrive with an older time are refused,
/// because they would be deleted at once.
public struct LokiConfiguration: Sendable, Hashable {
    public var listen: Endpoint
    /// Chunks, index and the compactor's notes; outlives the process.
    public var dataDirectory: String
    /// At least a day, Loki's own minimum; written in whole hours.
    public var retention: PrometheusDuration
    /// Longer lines are cut, not refused: half a line is better than none.
    public var lineSizeMax: ByteSize
    /// How much may arrive in a second, all services together.
    public var ingestionPerSecondMax: ByteSize

    public init(
        listen: Endpoint = Endpoint(host: "0.0.0.0", port: 3100), dataDirectory: String = "/loki",
        retention: PrometheusDuration = .days(14),
        lineSizeMax: ByteSize = .kibibytes(256), ingestionPerSecondMax: ByteSize = .mebibytes(16)
    ) {
        self.listen = listen
        self.dataDirectory = dataDirectory
        self.retention = retention
        self.lineSizeMax = lineSizeMax
        self.ingestionPerSecondMax = ingestionPerSecondMax
    }

    /// The first day of the index; before anybody's first line, and never changed, because Loki finds chunks by it.
    private static let schemaStart = "2024-01-01"

    public func document() -> Document {
        let retention = "\(retentionHours)h"
        let megabytes = max(ingestionPerSecondMax.bytes >> 20, 1)
        return [
            "auth_enabled": Document.bool(false).commented("One tenant; only the stack's own network reaches Loki."),
            "server": Document.fields {
                $0.set("http_listen_address", string: listen.host)
                $0.set("http_listen_port", int: Int(listen.port))
                $0.set("log_level", "warn")
            }.afterBlankLine(),
            "common": Document.fields {
                $0.set("instance_addr", "127.0.0.1")
                $0.set("path_prefix", string: dataDirectory)
                $0.set("replication_factor", 1)
                $0.set("ring", ["kvstore": ["store": "inmemory"]])
                $0.set(
                    "storage",
                    [
                        "filesystem": [
                            "chunks_directory": .string("\(dataDirectory)/chunks"),
                            "rules_directory": .string("\(dataDirectory)/rules"),
                        ]
                    ])
            }.afterBlankLine(),
            "schema_config": Document.mapping([
                .init(
                    "configs",
                    [
                        [
                            "from": .string(Self.schemaStart), "store": "tsdb", "object_store": "filesystem",
                            "schema": "v13",
                            "index": ["prefix": "index_", "period": "24h"],
                        ]
                    ])
            ]).afterBlankLine(),
            "compactor": Document.fields {
                $0.set("working_directory", string: "\(dataDirectory)/compactor")
                $0.set("retention_enabled", true, comment: "Without it retention_period deletes nothing.")
                $0.set("delete_request_store", "filesystem")
                $0.set("compaction_interval", "10m")
                $0.set("retention_delete_delay", "2h")
            }.afterBlankLine(),
            "limits_config": Document.fields {
                $0.set("retention_period", string: retention)
                $0.set("reject_old_samples", true)
                $0.set(
                    "reject_old_samples_max_age", string: retention,
                    comment: "Lines that waited for Loki are taken, however long they waited.")
                $0.set("max_line_size", .int(lineSizeMax.bytes))
                $0.set("max_line_size_truncate", true)
                $0.set("ingestion_rate_mb", .int(megabytes))
                $0.set("ingestion_burst_size_mb", .int(megabytes * 2))
                $0.set("volume_enabled", true)
            }.afterBlankLine(),
            "analytics": Document.mapping([.init("reporting_enabled", false)]).afterBlankLine(),
        ]
    }

    /// Up to whole hours and to Loki's minimum of a day.
    private var retentionHours: Int64 { max((retention.milliseconds + 3_599_999) / 3_600_000, 24) }
}
