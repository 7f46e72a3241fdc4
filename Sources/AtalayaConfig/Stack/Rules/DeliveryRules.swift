/// Where the log goes, and what it goes through.
enum DeliveryRules {
    static let all: [StackRule] = [
        StackRule("log-destination", "The log goes to one place: an aggregator, several of them, or an output.") {
            stack in
            let sidecar = stack.sidecar
            var problems: [StackProblem] = []
            let places = [
                ("forward", sidecar.forward != nil), ("aggregators", !sidecar.aggregators.isEmpty),
                ("output", sidecar.output != nil),
            ].filter(\.1).map(\.0)
            if places.count > 1, let last = places.last {
                let others = places.dropLast().joined(separator: " and ")
                problems.append(
                    StackProblem("sidecar.\(last)", "the log goes to one place, and there is \(others) too"))
            }
            var seen: Set<Endpoint> = []
            for aggregator in sidecar.aggregators where !seen.insert(aggregator.address).inserted {
                problems.append(
                    StackProblem("sidecar.aggregators", "the aggregator \(aggregator.address) is there twice"))
            }
            for aggregator in sidecar.aggregators where !(1...1_000).contains(aggregator.weight) {
                problems.append(
                    StackProblem("sidecar.aggregators", "a weight is from 1 to 1000, not \(aggregator.weight)"))
            }
            for problem in sidecar.output?.problems ?? [] {
                problems.append(StackProblem("sidecar.output", problem.message))
            }
            return problems
        },
        StackRule("forward-credentials", "A user comes with a password and a key, and a key of TLS with a certificate.")
        {
            stack in
            var problems: [StackProblem] = []
            if let proof = stack.sidecar.settings.forwardHandshake {
                if proof.sharedKeyFile == nil {
                    problems.append(
                        StackProblem("sidecar", "forward_shared_key_file is missing: without it nothing is proved"))
                }
                if (proof.username == nil) != (proof.passwordFile == nil) {
                    problems.append(
                        StackProblem("sidecar", "forward_username and forward_password_file go together"))
                }
            }
            if let tls = stack.sidecar.settings.forwardTLS, tls.keyFile != nil, tls.certificateFile == nil {
                problems.append(
                    StackProblem("sidecar.forward_tls_key_file", "a key needs its forward_tls_certificate_file"))
            }
            return problems
        },
        StackRule("log-input", "Standard input and a socket are read once; a spool has a directory.") { stack in
            var problems: [StackProblem] = []
            var owners: [SidecarConfiguration.Tail.Input: String] = [:]
            for (path, service) in stack.placedServices {
                guard let logs = service.logs else { continue }
                if logs.isSpooled, stack.sidecar.spoolDirectory == nil {
                    problems.append(StackProblem("\(path).logs.spool", "there is no sidecar.spool_directory"))
                }
                guard logs.input != .files else { continue }
                if let owner = owners.updateValue(path, forKey: logs.input) {
                    problems.append(StackProblem("\(path).logs.path", "\(owner) reads '\(logs.path)' already"))
                }
                if case .socket(let socket, _) = logs.input, socket.isEmpty {
                    problems.append(StackProblem("\(path).logs.path", "the socket has no path"))
                }
            }
            return problems
        },
    ]
}
