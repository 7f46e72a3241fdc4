import AtalayaConfig

/// A kind of file that `atalaya check` can judge. A new kind is one file beside this one and one line in `ConfigChecks.all`.
protocol ConfigCheck: Sendable {
    /// The value of `--kind`.
    static var kind: String { get }
    /// What such files are, for the help text.
    static var summary: String { get }

    /// Whether a file is of this kind, when nobody said; asked in the order of the list.
    static func recognises(_ path: String, _ contents: [UInt8]) -> Bool

    /// Every problem of a file. Never throws: what is wrong with the file is a diagnostic.
    static func check(_ contents: [UInt8], file: String) -> [Diagnostic]
}

enum ConfigChecks {
    static let all: [any ConfigCheck.Type] = [
        StackCheck.self,
        OpenMetricsCheck.self,
        ExpositionCheck.self,
    ]

    static var kinds: [String] { all.map { $0.kind } }

    static func named(_ kind: String) -> (any ConfigCheck.Type)? {
        all.first { $0.kind == kind }
    }

    static func recognising(_ path: String, _ contents: [UInt8]) -> (any ConfigCheck.Type)? {
        all.first { $0.recognises(path, contents) }
    }
}
