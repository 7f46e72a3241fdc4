/// The command line.
package struct Options {
    package static let usage = """
        usage: [--filter TEXT]… [--quick] [--rounds N] [--json] [--peers PROGRAM]

        Measures what the library does against the least that any library would have to do, in turns, and prints a table.
          --filter TEXT      only figures whose name contains TEXT
          --quick            three rounds
          --rounds N         how often each side runs (default 15)
          --json             for programs
          --peers PROGRAM    what was built from Peers/: the same operations in other libraries
        """

    var filters: [String] = []
    var rounds = 15
    var report: any Report = TableReport()
    var peers: String?

    /// Nil when the arguments make no sense.
    package init?(_ arguments: some Sequence<String>) {
        var rest = Array(arguments)[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--filter":
                guard let text = rest.popFirst() else { return nil }
                filters.append(text)
            case "--quick":
                rounds = 3
            case "--rounds":
                guard let count = rest.popFirst().flatMap({ Int($0) }), count > 0 else { return nil }
                rounds = count
            case "--json":
                report = JSONReport()
            case "--peers":
                guard let program = rest.popFirst() else { return nil }
                peers = program
            default:
                return nil
            }
        }
    }

    func chosen(of figures: [any Figure]) -> [any Figure] {
        figures.filter { figure in filters.isEmpty || filters.contains { figure.name.contains($0) } }
    }
}
