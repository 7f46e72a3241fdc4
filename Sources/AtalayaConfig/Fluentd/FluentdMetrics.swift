import AtalayaModel

/// The metrics of Fluentd's outputs, as its Prometheus plugin exposes them, one series an output.
///
/// The plugin calls all of them gauges; those that only grow are counters here, because that is what they do.
public enum FluentdMetrics {
    private static let labels = ["plugin_id", "type", "job", "instance"]

    /// How much is waiting, in bytes.
    public static let bufferBytes = DeclaredSeries(
        recorded: "fluentd_output_status_buffer_total_bytes", unit: .bytes, help: "Size of the waiting chunks.",
        labels: labels)
    /// How much room is left, in per cent.
    public static let bufferSpacePercent = DeclaredSeries(
        recorded: "fluentd_output_status_buffer_available_space_ratio", help: "Room left in the buffer, in per cent.",
        labels: labels)
    /// Chunks that wait to be written.
    public static let queueLength = DeclaredSeries(
        recorded: "fluentd_output_status_buffer_queue_length", help: "Chunks that wait to be written.", labels: labels)
    public static let retries = DeclaredSeries(
        recorded: "fluentd_output_status_retry_count", kind: .counter, help: "Attempts to write a chunk again.",
        labels: labels)
    public static let errors = DeclaredSeries(
        recorded: "fluentd_output_status_num_errors", kind: .counter, help: "Writes that failed.", labels: labels)
    public static let emittedRecords = DeclaredSeries(
        recorded: "fluentd_output_status_emit_records", kind: .counter, help: "Records that reached the output.",
        labels: labels)

    public static let all: [DeclaredSeries] = [
        bufferBytes, bufferSpacePercent, queueLength, retries, errors, emittedRecords,
    ]
}
