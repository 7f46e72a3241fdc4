/// A broken rule as the decoder sees it: with an offset in the buffer it works on.
struct ForwardBreach: Error {
    var rule: ForwardRule
    var message: String
    /// In the buffer, or in the packed entries.
    var offset: Int?
    var isInsideEntries = false

    init(_ rule: ForwardRule, _ message: String, offset: Int?) {
        self.rule = rule
        self.message = message
        self.offset = offset
    }

    /// What went wrong when something was read: the rule of that thing, or the limits.
    init(_ rule: ForwardRule, _ error: LogsError) {
        self.init(error.code == .limitExceeded ? .frameLimit : rule, error.message, offset: error.offset)
    }

    /// The violation to report, where `bufferOffset` is the place of the buffer in the connection and `frame` the
    /// place of the message in the buffer.
    func violation(at bufferOffset: UInt64, frame: Int) -> ForwardViolation {
        ForwardViolation(
            rule: rule, message: message,
            offset: bufferOffset + UInt64(isInsideEntries ? frame : offset ?? frame),
            entriesOffset: isInsideEntries ? offset ?? 0 : nil)
    }
}
