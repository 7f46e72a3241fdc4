import Foundation
import Testing

/// Ask a stranger: the programs that will read the rendered files read them here.
@Suite("The programs that the reference stack is for")
struct StackPeerTests {
    /// The stack as it is, and with the profile of the demo; and the one that has what it has not.
    static let variants = [
        Variant(stack: .reference), Variant(stack: .reference, arguments: ["--profile", "demo"]), Variant(stack: .shop),
    ]

    struct Variant: Sendable, CustomTestStringConvertible {
        var stack: KeptStack
        var arguments: [String] = []
        var testDescription: String { ([stack.description] + arguments).joined(separator: " ") }

        func rendered() async throws -> ReferenceStack { try await ReferenceStack(arguments, of: stack) }
        func forInstalledPeers() async throws -> ReferenceStack {
            try await ReferenceStack.forInstalledPeers(arguments, of: stack)
        }
    }

    @Test("promtool accepts the configuration and every rule", .needs(.promtool), arguments: variants)
    func promtool(_ variant: Variant) async throws {
        let stack = try await variant.forInstalledPeers()
        let outcome = try await Peer.promtool.run(
            ["check", "config", "--lint=all", "--lint-fatal", "monitoring/prometheus.yml"], in: stack.folder.path)
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("rule files found"), "the rules were looked at too")
    }

    @Test("amtool accepts the configuration of Alertmanager", .needs(.amtool), arguments: variants)
    func amtool(_ variant: Variant) async throws {
        let stack = try await variant.forInstalledPeers()
        let outcome = try await Peer.amtool.run(["check-config", "monitoring/alertmanager.yml"], in: stack.folder.path)
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test("docker-compose accepts the whole project", .needs(.dockerCompose))
    func dockerCompose() async throws {
        // In the tree, where the build contexts are.
        let outcome = try await Peer.dockerCompose.run(
            ["--file", "monitoring/docker-compose.yml", "config", "--quiet"], in: Checkout.root)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
    }

    @Test("the compose file is of the compose specification", .needs(.checkJSONSchema), arguments: variants)
    func composeSchema(_ variant: Variant) async throws {
        let stack = try await variant.rendered()
        let outcome = try await Peer.checkJSONSchema.run(
            ["--builtin-schema", "vendor.compose-spec", "monitoring/docker-compose.yml"], in: stack.folder.path)
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test(
        "hadolint has nothing to say about a Dockerfile", .needs(.hadolint),
        arguments: ["logging/Dockerfile", "Dockerfile"])
    func hadolint(_ path: String) async throws {
        let outcome = try await Peer.hadolint.run([path], in: Checkout.root)
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test("yamllint has nothing to say about any YAML file", .needs(.yamllint), arguments: variants)
    func yamllint(_ variant: Variant) async throws {
        let stack = try await variant.rendered()
        // PromQL is as long as it is, and no reader of these files needs a document mark.
        let rules = "{extends: default, rules: {line-length: disable, document-start: disable}}"
        let outcome = try await Peer.yamllint.run(["--strict", "-d", rules, "."], in: stack.folder.path)
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test("atalaya check has nothing to say about any file that is its own", arguments: variants)
    func ourOwn(_ variant: Variant) async throws {
        let stack = try await variant.rendered()
        let folders = Set(stack.files.keys.compactMap { $0.split(separator: "/").first.map(String.init) }).sorted()
        let outcome = try await RunningProgram.run(Checkout.tool, ["check"] + folders, in: stack.folder.path)
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.errors.contains("no problems in "), "\(outcome.errors)")
    }

    @Test("every JSON file is JSON to Foundation, which is not our own reader", arguments: variants)
    func json(_ variant: Variant) async throws {
        let files = try await variant.rendered().files.filter { $0.key.hasSuffix(".json") }
        #expect(!files.isEmpty)
        for (path, text) in files {
            #expect(throws: Never.self, "\(path)") { try JSONSerialization.jsonObject(with: Data(text.utf8)) }
        }
    }
}
