import Foundation
import Testing

/// A description in the tree whose files are kept beside it, or at the top.
struct KeptStack: Sendable, CustomTestStringConvertible {
    /// Relative to the root of the checkout.
    var description: String
    /// Where its files are kept; empty for the root itself.
    var folder: String
    var testDescription: String { description }

    /// What users deploy.
    static let reference = KeptStack(description: "Examples/orchestrator/atalaya.yml", folder: "")
    /// What the reference does not have.
    static let shop = KeptStack(description: "Examples/shop/atalaya.yml", folder: "Examples/shop/")
}

/// The orchestrator's stack, or another, rendered by the program `atalaya` as a person would do it.
final class ReferenceStack: Sendable {
    let folder: TemporaryFolder
    /// What was rendered, by path: `monitoring/prometheus.yml`, …
    let files: [String: String]

    /// - Parameter arguments: Besides those that name the description and the output.
    init(_ arguments: [String] = [], of stack: KeptStack = .reference) async throws {
        folder = try TemporaryFolder()
        let outcome = try await Self.generate(["--output", folder.path] + arguments, of: stack)
        guard outcome.exitCode == 0 else { throw ProgramError("generate failed:\n\(outcome.errors)") }
        files = try folder.allFiles()
    }

    /// Runs `atalaya generate` on the description, in the root of the checkout.
    static func generate(
        _ arguments: [String], of stack: KeptStack = .reference
    ) async throws -> RunningProgram.Outcome {
        try await RunningProgram.run(
            Checkout.tool, ["generate", "--stack", stack.description] + arguments, in: Checkout.root)
    }

    /// Rendered for the versions of the peers that are installed here.
    static func forInstalledPeers(
        _ arguments: [String] = [], of stack: KeptStack = .reference
    ) async throws -> ReferenceStack {
        var targets: [String] = []
        for (peer, program) in [(Peer.promtool, "prometheus"), (Peer.amtool, "alertmanager")] {
            if let version = try await peer.version() { targets += ["--target", "\(program)=\(version)"] }
        }
        return try await ReferenceStack(arguments + targets, of: stack)
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
