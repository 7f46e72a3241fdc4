extension MultilinePreset {
    /// What a Swift program says when it crashes: the error, and the backtrace of the runtime of Swift 5.9 and later.
    ///
    /// The end of a backtrace is a line of its own. Should it be missing, because the program was killed, the next line
    /// that looks like one of a log ends it: JSON, a time, or logfmt.
    public static let swift = MultilinePreset(
        name: "swift", help: "fatal errors and backtraces of Swift",
        rules: [
            Rule(from: 0, #"Fatal error(?:: |$)"#, to: 1),
            Rule(from: 0, head, to: 2),
            // The error is known; a backtrace may follow, or nothing, when backtraces are off.
            Rule(from: 1, "^$", to: 1),
            Rule(from: 1, head, to: 2),
            Rule(from: 1, "^(?:Current stack trace:|Stack dump:)", to: 2),
            Rule(from: 2, "^Backtrace took ", to: 0),
            Rule(from: 2, #"^(?:\{|\[?\d{4}-\d\d-\d\d[T ]|\w+=)"#, isNegated: true, to: 2),
        ])

    private static let head =
        #"^\*\*\* (?:Signal \d+: |Program crashed: |Swift runtime failure: |Fatal error|Backtracing from )"#
}
