import Logging

/// What is wrong with the files of a source at present. Each trouble is counted whenever it is met, and logged when it
/// begins, changes or ends.
struct Troubles {
    /// What was being done. A path without wildcards may be found well and yet not be readable: two troubles, not one.
    enum Stage: Hashable {
        case finding
        case reading
    }

    private struct Subject: Hashable {
        var name: String
        var stage: Stage
    }

    /// Subjects remembered; troubles of further ones are counted, and logged each time.
    private static let subjectsMax = 1_000

    private let source: String
    private let accounts: LogAccounts
    private let logger: Logger
    private var present: [Subject: ShellError] = [:]

    init(source: String, accounts: LogAccounts, logger: Logger) {
        self.source = source
        self.accounts = accounts
        self.logger = logger
    }

    /// Whether there is any: then looking again soon is worth while.
    var isEmpty: Bool { self.present.isEmpty }

    mutating func report(_ error: ShellError, about name: String, while stage: Stage = .reading) {
        let subject = Subject(name: name, stage: stage)
        self.accounts.bookError(error.shortDescription, for: self.source)
        guard self.present[subject] != error else { return }
        if self.present.count < Self.subjectsMax { self.present[subject] = error }
        self.logger.warning("\(error)", metadata: ["source": "\(self.source)"])
    }

    /// Counts and logs something that happened once and does not last.
    func note(_ error: ShellError) {
        self.accounts.bookError(error.shortDescription, for: self.source)
        self.logger.warning("\(error)", metadata: ["source": "\(self.source)"])
    }

    mutating func clear(_ name: String, while stage: Stage = .reading) {
        guard self.present.removeValue(forKey: Subject(name: name, stage: stage)) != nil else { return }
        self.logger.notice("\(name): there now", metadata: ["source": "\(self.source)"])
    }
}
