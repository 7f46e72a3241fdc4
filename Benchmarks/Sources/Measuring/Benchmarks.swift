#if canImport(Glibc)
    import Glibc
#endif

/// A program that measures a list of figures.
package enum Benchmarks {
    package static func run(_ figures: [any Figure]) throws {
        guard let options = Options(CommandLine.arguments.dropFirst()) else {
            say(Options.usage)
            exit(2)
        }
        let peers = try options.peers.map(Peer.all) ?? []
        let figures = options.chosen(of: figures)
        var measurements: [Measurement] = []
        for (index, figure) in figures.enumerated() {
            if isatty(STDERR_FILENO) == 1 { say("\(index + 1)/\(figures.count) \(figure.name)") }
            measurements.append(try Measurement.take(figure, rounds: options.rounds, peers: peers))
        }
        print(options.report.text(measurements))
    }

    /// Progress and usage go to standard error: the table may be piped.
    private static func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}
