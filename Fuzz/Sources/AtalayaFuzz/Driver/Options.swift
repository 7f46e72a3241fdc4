/// The command line.
struct Options {
    static let usage = """
        usage: AtalayaFuzz [TARGET…] [--cases N] [--seed S] [--replay]

        Mutates well-formed inputs by a seeded generator and gives them to a reader. No TARGET means every target.
          --cases N   mutated inputs for each target (default 20000)
          --seed S    the same seed gives the same inputs (default: a new one, and it is printed)
          --replay    only the kept findings

        What traps, hangs or breaks a promise is printed and kept under Fuzz/Findings/TARGET/; every run replays those first.
        Exit code 0: nothing found, 1: findings, 2: usage.
        targets: \(FuzzTargets.all.map(\.name).joined(separator: " "))
        """

    var targets: [any FuzzTarget] = FuzzTargets.all
    var cases = 20_000
    var seed = UInt64.random(in: 0..<1_000_000)
    var isReplayOnly = false
    /// Set in the processes that the driver starts: the first case, and whether it is a kept finding.
    var worker: Worker?

    struct Worker {
        var firstCase: Int
        var isReplay: Bool
    }

    /// Nil when the arguments make no sense.
    init?(_ arguments: some Sequence<String>) {
        var names: [String] = []
        var rest = Array(arguments)[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--replay":
                isReplayOnly = true
            case "--cases", "--seed", "--worker-case", "--worker-finding":
                guard let value = rest.popFirst().flatMap({ UInt64($0) }) else { return nil }
                switch argument {
                case "--cases": cases = Int(clamping: value)
                case "--seed": seed = value
                default: worker = Worker(firstCase: Int(clamping: value), isReplay: argument == "--worker-finding")
                }
            default:
                names.append(argument)
            }
        }
        if names.isEmpty { return }
        targets = FuzzTargets.all.filter { names.contains($0.name) }
        if targets.count != names.count { return nil }
    }
}
