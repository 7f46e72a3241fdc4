import Logging

/// What is wrong with the files of a source at present. Each trouble is counted whenever it is met, and logged when it
/// begins, changes or ends.
struct Troubles {
    /// Subjects remembered; troubles of further ones are counted, and logged each time.
    private static let subjectsMax = 1_000

    private let source: String
    private let accounts: LogAccounts
    private let logger: Logger
    private var present: [String: ShellError] = [:]

    init(source: String, accounts: LogAccounts, logger: Logger) {
        self.source = source
        self.accounts = accounts
        self.logger = logger
    }

    /// Whether there is any: then looking again soon is worth while.
    var isEmpty: Bool { self.present.isEmpty }

    mutating func report(_ error: ShellError, about subject: String) {
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

    mutating func clear(_ subject: String) {
        guard self.present.removeValue(forKey: subject) != nil else { return }
        self.logger.notice("\(subject): there now", metadata: ["source": "\(self.source)"])
    }
}
