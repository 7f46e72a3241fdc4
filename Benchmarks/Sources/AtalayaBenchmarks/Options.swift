/// The command line.
struct Options {
    static let usage = """
        usage: AtalayaBenchmarks [--filter TEXT]… [--repetitions N] [--format \(Reports.all.map(\.name).joined(separator: "|"))]

        Measures what the library does against the least that any library would have to do, in turns, and prints a table.
          --filter TEXT      only figures whose name contains TEXT
          --repetitions N    how often each side runs (default 15)
        """

    var filters: [String] = []
    var repetitions = 15
    var report = Reports.all[0]

    /// Nil when the arguments make no sense.
    init?(_ arguments: some Sequence<String>) {
        var rest = Array(arguments)[...]
        while let argument = rest.popFirst() {
            guard let value = rest.popFirst() else { return nil }
            switch argument {
            case "--filter":
                filters.append(value)
            case "--repetitions":
                guard let count = Int(value), count > 0 else { return nil }
                repetitions = count
            case "--format":
                guard let report = Reports.all.first(where: { $0.name == value }) else { return nil }
                self.report = report
            default:
                return nil
            }
        }
    }

    var figures: [any Figure] {
        Figures.all.filter { figure in filters.isEmpty || filters.contains { figure.name.contains($0) } }
    }
}
