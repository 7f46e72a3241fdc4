public import AtalayaModel

/// The metrics that the sidecar has of itself. The sidecar makes its instruments from these, and rules, dashboards and
/// documentation refer to them, so that a name cannot drift.
public enum SidecarMetrics {
    public static let recordsRead = counter(
        "atalaya_log_records_read_total", "Log records read from files.", [source])
    public static let bytesRead = counter(
        "atalaya_log_bytes_read_total", "Bytes of log lines read from files, line breaks included.", [source])
    public static let recordsAcknowledged = counter(
        "atalaya_log_records_acknowledged_total", "Log records whose chunk the aggregator has acknowledged.", [source])
    /// Reasons for which filters drop records on purpose, as a pattern for the label `reason`: what is dropped for
    /// another reason is lost.
    public static let purposefulReasons = "duplicate|filtered|rate_limited|sampled"
    public static let recordsDropped = counter(
        "atalaya_log_records_dropped_total", "Log records given up.", [source, reason])
    public static let recordsInFlight = gauge(
        "atalaya_log_records_in_flight", "Log records in memory: being gathered, waiting, or sent and not answered.",
        [source])
    public static let recordsSpooled = gauge(
        "atalaya_log_records_spooled", "Log records in the spool, waiting to be sent.", [source])
    public static let recordsUnaccounted = gauge(
        "atalaya_log_records_unaccounted",
        "Log records read that are neither acknowledged, in flight, spooled nor dropped. Anything but 0 is a defect of the sidecar.",
        [source])
    public static let parseErrors = counter(
        "atalaya_log_parse_errors_total", "Log lines that are not of the expected format; they are shipped as text.",
        [source, reason])
    public static let chunksInFlight = gauge(
        "atalaya_forward_chunks_in_flight", "Chunks sent to the aggregator and not yet acknowledged.")
    public static let forwardedBytes = counter(
        "atalaya_forward_bytes_total",
        "Bytes shipped to the aggregator: lines as they are (raw), and compressed on the wire.",
        [label("stage", ["raw", "wire"])], unit: .bytes)
    public static let connections = counter(
        "atalaya_forward_connections_total", "Attempts to connect to the aggregator.",
        [label("result", ["connected", "failed"])])
    public static let connected = gauge(
        "atalaya_forward_connected", "1 while there is a connection to the aggregator.")
    public static let window = gauge(
        "atalaya_forward_window_chunks", "Chunks that may be in flight at present, by how fast they are acknowledged.")
    public static let splits = counter(
        "atalaya_forward_splits_total", "Chunks that were split to find the record that an aggregator does not take.")
    public static let compressionLevel = gauge(
        "atalaya_compression_level", "The level of the last chunk that was compressed; 0 before the first one.")
    public static let compressedBytes = counter(
        "atalaya_compression_bytes_total", "Bytes that went into compression (in) and came out of it (out).",
        [label("stage", ["in", "out"])], unit: .bytes)
    public static let compressionSeconds = counter(
        "atalaya_compression_cpu_seconds_total", "Processor time that compression has taken.", unit: .seconds)
    public static let spoolBytes = gauge(
        "atalaya_spool_bytes", "Bytes that the spool takes on the disk.", unit: .bytes)
    public static let spoolChunks = gauge(
        "atalaya_spool_chunks", "Chunks in the spool, sent ones without an answer too.")
    public static let spoolOldestAge = gauge(
        "atalaya_spool_oldest_age_seconds", "How long ago the oldest segment of the spool was begun; 0 without any.",
        unit: .seconds)
    public static let spoolErrors = counter(
        "atalaya_spool_errors_total", "Calls on the disk of the spool that failed. They are tried again.", [reason])
    public static let spoolQuarantined = counter(
        "atalaya_spool_quarantined_total", "Parts of the spool that were put aside, damaged or refused.", [reason])
    public static let spoolLost = counter(
        "atalaya_spool_lost_chunks_total", "Chunks that were missing in the spool after a restart.")
    public static let outputRequests = counter(
        "atalaya_output_requests_total",
        "Requests to the server that gets the log, by how they ended: 2xx, 4xx, 429, 5xx, or why there was no answer.",
        [label("result")])
    public static let sourceErrors = counter(
        "atalaya_source_errors_total", "Log files or directories that could not be found or read.", [source, reason])
    public static let listenFailures = counter(
        "atalaya_exporter_listen_failures_total", "Times the address of /metrics was in use when it was to be served.")
    public static let reloadSuccessful = gauge(
        "atalaya_config_last_reload_successful",
        "1 if the settings could be used when they were last read; 0 after a reload that was refused.")
    public static let probeSuccess = gauge(
        "atalaya_probe_success", "1 if the last health check of the service succeeded.", [service])
    public static let probeDuration = gauge(
        "atalaya_probe_duration_seconds", "How long the last health check took.", [service], unit: .seconds)
    public static let probeStatus = gauge(
        "atalaya_probe_http_status_code", "The status of the last health check; 0 without an answer.", [service])
    public static let scrapeUp = gauge(
        "atalaya_scrape_up", "1 if the service could be scraped when the sidecar last did.", [service])
    public static let scrapeDuration = gauge(
        "atalaya_scrape_duration_seconds", "How long the last scrape of the service took.", [service], unit: .seconds)
    public static let scrapeSamples = gauge(
        "atalaya_scrape_samples", "Sample lines of the last scrape of the service, before merging.", [service])
    public static let scrapeFailures = counter(
        "atalaya_scrape_failures_total", "Scrapes of the service that brought nothing.", [service, reason])
    public static let scrapeLosses = counter(
        "atalaya_scrape_losses_total",
        "Series of the service, or parts of them, that were left out or changed when they were merged.",
        [service, reason])
    public static let statsdSamples = counter(
        "atalaya_statsd_samples_total", "Samples taken by statsd.")
    public static let statsdRefusals = counter(
        "atalaya_statsd_refusals_total", "Lines and samples by statsd that were not taken.", [reason])
    public static let buildInfo = info("atalaya_build_info", "The version of the sidecar.", [label("version")])

    /// In the order of the documentation.
    public static let all: [MetricDescriptor] = [
        recordsRead, bytesRead, recordsAcknowledged, recordsDropped, recordsInFlight, recordsSpooled,
        recordsUnaccounted, parseErrors, chunksInFlight, forwardedBytes, connections, connected, window, splits,
        compressionLevel, compressedBytes, compressionSeconds, spoolBytes, spoolChunks, spoolOldestAge, spoolErrors,
        spoolQuarantined, spoolLost, outputRequests, sourceErrors, listenFailures, reloadSuccessful, probeSuccess,
        probeDuration, probeStatus, scrapeUp, scrapeDuration, scrapeSamples, scrapeFailures, scrapeLosses,
        statsdSamples, statsdRefusals, buildInfo,
    ]

    // MARK: Making them

    private static let source = label("source", help: "The name of the tail.")
    private static let reason = label("reason", help: "Why; one of a few fixed words.")
    private static let service = label("service", help: "The name of the service.")

    private static func label(_ name: String, _ values: [String]? = nil, help: String = "") -> LabelDescriptor {
        do {
            return try LabelDescriptor(name, values: values, help: help)
        } catch {
            // why: the names are constants of this file, and a test makes all of them
            preconditionFailure("label \(name): \(error)")
        }
    }

    private static func counter(
        _ name: String, _ help: String, _ labels: [LabelDescriptor] = [], unit: MetricUnit = .none
    ) -> MetricDescriptor {
        descriptor(name, .counter, help, labels, unit)
    }

    private static func gauge(
        _ name: String, _ help: String, _ labels: [LabelDescriptor] = [], unit: MetricUnit = .none
    ) -> MetricDescriptor {
        descriptor(name, .gauge, help, labels, unit)
    }

    private static func info(_ name: String, _ help: String, _ labels: [LabelDescriptor]) -> MetricDescriptor {
        descriptor(name, .info, help, labels, .none)
    }

    private static func descriptor(
        _ name: String, _ kind: MetricKind, _ help: String, _ labels: [LabelDescriptor], _ unit: MetricUnit
    ) -> MetricDescriptor {
        do {
            return try MetricDescriptor(name, kind: kind, help: help, unit: unit, labels: labels)
        } catch {
            // why: the names are constants of this file, and a test makes all of them
            preconditionFailure("metric \(name): \(error)")
        }
    }
}
