/// How large a JSON text may be. A text beyond a limit is an error, not a crash and not a long wait.
public struct JSONLimits: Hashable, Sendable {
    /// The length of the whole text in bytes.
    public var bytesMax: Int
    /// Arrays and objects inside each other; 1 allows an object of plain values.
    public var depthMax: Int
    /// Values and keys in the whole text.
    public var valuesMax: Int

    public init(bytesMax: Int = 4 << 20, depthMax: Int = 64, valuesMax: Int = 100_000) {
        self.bytesMax = bytesMax
        // Reading is recursive: the stack of a small thread holds this many levels with a wide margin.
        self.depthMax = min(depthMax, 256)
        self.valuesMax = valuesMax
    }
}

/// Reads JSON exactly as RFC 8259 has it: no comments, no trailing commas, no `NaN`, one value and nothing after it.
///
/// Integers are kept exactly wherever 64 bits hold them; other numbers become the nearest `Double`. Objects keep the
/// order of their members, and a member that appears twice is kept twice. Escaped surrogates must come in pairs.
///
/// Errors carry the offset of the first byte that cannot be right. Time and memory are linear in the input.
public enum JSONReader {
    /// Reads the one value of a JSON text.
    ///
    /// - Throws: ``LogsError`` with `malformed`, `truncated` or `limitExceeded`.
    public static func read(
        _ bytes: Span<UInt8>, limits: JSONLimits = JSONLimits()
    ) throws(LogsError) -> LogValue {
        var cursor = JSONCursor(limits: limits, escapesInvalidText: false)
        var tape = FieldTape(valueIn: bytes)
        try cursor.readText(bytes, into: &tape)
        var index = 0
        return tape.value(at: &index, of: bytes)
    }
}
