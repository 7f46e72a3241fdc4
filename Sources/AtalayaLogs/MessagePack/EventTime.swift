/// Fluentd's `EventTime`: MessagePack extension type 0 with seconds and nanoseconds, each in 32 bits.
///
/// The forward protocol (version 1, "EventTime Ext Format") allows two encodings, `fixext 8` and `ext 8`, and besides
/// them a plain integer of seconds. All three are read; the first is written wherever it can say the time.
public enum EventTime {
    /// The extension type.
    public static let extensionType: Int8 = 0

    /// Appends `time` in ten bytes, or as an integer of seconds when it lies before 1970 or after February 2106.
    ///
    /// The last two seconds that 32 bits can say, without nanoseconds, are Fluent Bit's marks for groups of records and
    /// no times; there a nanosecond is added.
    public static func write(_ time: LogTime, into buffer: inout [UInt8]) {
        guard let seconds = UInt32(exactly: time.seconds) else {
            return MessagePackWriter.write(time.seconds, into: &buffer)
        }
        let isGroupMark = seconds >= 0xffff_fffe && time.nanoseconds == 0
        buffer.append(MessagePackFormat.fixExtension8)
        buffer.append(UInt8(bitPattern: extensionType))
        buffer.appendBigEndian(seconds)
        buffer.appendBigEndian(isGroupMark ? 1 : time.nanoseconds)
    }
}
