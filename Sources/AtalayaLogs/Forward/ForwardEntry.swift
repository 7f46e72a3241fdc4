/// One event inside a batch of the forward protocol: `[time, record]`.
///
/// This is the classic form, which every receiver takes. The newer one, `[[time, metadata], record]`, is dropped as
/// invalid by Fluentd up to 1.19.2; the receiver here reads it, nothing here writes it.
public enum ForwardEntry {
    /// Appends the entry of `record`.
    ///
    /// - Throws: `.limitExceeded` for values that MessagePack cannot say. The buffer may then end with a part of them.
    public static func write(_ record: LogRecord, into buffer: inout [UInt8]) throws(LogsError) {
        try MessagePackWriter.writeArrayHeader(2, into: &buffer)
        EventTime.write(record.time, into: &buffer)
        try MessagePackWriter.write(record.fields, into: &buffer)
    }
}
