import Foundation

/// The orchestrator's stack, rendered by the program `atalaya` as a person would do it.
final class ReferenceStack: Sendable {
    let folder: TemporaryFolder
    /// What was rendered, by path: `monitoring/prometheus.yml`, …
    let files: [String: String]

    /// - Parameter arguments: Besides those that name the description and the output.
    init(_ arguments: [String] = []) async throws {
        folder = try TemporaryFolder()
        let outcome = try await Self.generate(["--output", folder.path] + arguments)
        guard outcome.exitCode == 0 else { throw ProgramError("generate failed:\n\(outcome.errors)") }
        files = try folder.allFiles()
    }

    /// Runs `atalaya generate` on the reference description, in the root of the checkout.
    static func generate(_ arguments: [String]) async throws -> RunningProgram.Outcome {
        try await RunningProgram.run(
            Checkout.tool, ["generate", "--stack", "Examples/orchestrator/atalaya.yml"] + arguments, in: Checkout.root)
    }

    /// Rendered for the versions of the peers that are installed here.
    static func forInstalledPeers(_ arguments: [String] = []) async throws -> ReferenceStack {
        var targets: [String] = []
        for (peer, program) in [(Peer.promtool, "prometheus"), (Peer.amtool, "alertmanager")] {
            if let version = try await peer.version() { targets += ["--target", "\(program)=\(version)"] }
        }
        return try await ReferenceStack(arguments + targets)
    }
}

extension Peer {
    /// `2.42` of `promtool, version 2.42.0+ds (branch: …)`; nil where the peer is not installed.
    func version() async throws -> String? {
        guard path != nil else { return nil }
        let outcome = try await run(["--version"])
        guard let match = (outcome.output + outcome.errors).firstMatch(of: /(?:version|fluentd) (\d+\.\d+)/) else {
            throw ProgramError("\(name) does not say its version: \(outcome.output)")
        }
        return String(match.output.1)
    }
}
