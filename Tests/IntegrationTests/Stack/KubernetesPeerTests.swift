import Foundation
import Testing

/// The rendered objects, held against the schemas of Kubernetes' own API by a program that is not ours.
///
/// It knows nothing of the kinds of prometheus-operator and of Argo Rollouts: for those our own checker is the
/// authority, and the second test asks it about all of them.
@Suite("What Kubernetes says of the rendered objects")
struct KubernetesPeerTests {
    /// The reference description, with something said in another way.
    struct Variant: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var stack = KeptStack.reference
        var changes: [(right: String, other: String)] = []
        /// The version that is rendered for and validated by.
        var version = "1.34"
    }

    static let variants = [
        Variant(testDescription: "a canary, with its own Prometheus"),
        Variant(testDescription: "a rolling update", changes: [("rollout: canary", "rollout: rolling")]),
        Variant(
            testDescription: "a rolling update, before sidecars were native",
            changes: [("rollout: canary", "rollout: rolling")], version: "1.28"),
        Variant(
            testDescription: "blue-green, with an operator, in a version to come",
            changes: [
                ("rollout: canary", "rollout: blue-green"), ("kubernetes: {} ", "kubernetes: {operator: true} "),
            ],
            version: "1.37"),
        Variant(testDescription: "blue-green, with an operator and alerts of Grafana's own", stack: .shop),
    ]

    /// Kinds that Kubernetes' API does not have.
    private static let kindsOfOthers: Set = ["Rollout", "AnalysisTemplate", "PodMonitor", "PrometheusRule"]

    @Test("its schemas accept every object of its own, strictly", .needs(.kubernetesValidate), arguments: variants)
    func schemas(_ variant: Variant) async throws {
        let folder = try await Self.rendered(variant)
        let files = try Self.objectFiles(of: folder)
        let outcome = try await Peer.kubernetesValidate.run(
            ["--strict", "--kubernetes-version", variant.version] + files, in: folder.path)
        let lines = (outcome.output + outcome.errors).split(separator: "\n")
        #expect(lines.allSatisfy { !$0.hasPrefix("ERROR") }, "\(outcome.output)\(outcome.errors)")
        let kinds = files.flatMap { Self.kinds(in: folder.text(of: $0)) }
        let own = kinds.filter { !Self.kindsOfOthers.contains($0) }
        #expect(lines.count { $0.contains(" passed for resource ") } == own.count, "each of \(own) was looked at")
        #expect(own.contains("StatefulSet") && own.contains("NetworkPolicy"))
    }

    @Test(
        "its schemas refuse what has a field too many, so that their silence says something",
        .needs(.kubernetesValidate))
    func refuses() async throws {
        let folder = try await Self.rendered(Self.variants[0])
        let text = folder.text(of: "kubernetes/loki.yml").replacingOccurrences(of: "serviceName:", with: "servicName:")
        try folder.write("kubernetes/loki.yml", text)
        let outcome = try await Peer.kubernetesValidate.run(
            ["--strict", "--kubernetes-version", "1.34", "kubernetes/loki.yml"], in: folder.path)
        #expect(outcome.exitCode == 1)
        #expect((outcome.output + outcome.errors).contains("servicName"))
    }

    @Test(
        "atalaya check has nothing to say about any file, those of the operator and of Argo included",
        arguments: variants)
    func ourOwn(_ variant: Variant) async throws {
        let folder = try await Self.rendered(variant)
        let outcome = try await RunningProgram.run(
            Checkout.tool, ["check", "--strict", "kubernetes", "monitoring/rules"], in: folder.path)
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.errors.contains("no problems in "), "\(outcome.errors)")
    }

    @Test("yamllint has nothing to say about any of them", .needs(.yamllint), arguments: variants)
    func yamllint(_ variant: Variant) async throws {
        let folder = try await Self.rendered(variant)
        let rules = "{extends: default, rules: {line-length: disable, document-start: disable}}"
        let outcome = try await Peer.yamllint.run(["--strict", "-d", rules, "kubernetes"], in: folder.path)
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
    }

    private static func rendered(_ variant: Variant) async throws -> TemporaryFolder {
        var text = try Checkout.text(of: variant.stack.description)
        for (right, other) in variant.changes {
            try #require(text.contains(right), "the description no longer has '\(right)'")
            text = text.replacingOccurrences(of: right, with: other)
        }
        let folder = try TemporaryFolder()
        try folder.write("atalaya.yml", text)
        let outcome = try await RunningProgram.run(
            Checkout.tool, ["generate", "--target", "kubernetes=\(variant.version)"], in: folder.path)
        try #require(outcome.exitCode == 0, "\(outcome.errors)")
        return folder
    }

    /// The files with objects, not those that become ConfigMaps.
    private static func objectFiles(of folder: TemporaryFolder) throws -> [String] {
        let paths = try folder.allFiles().keys.filter { path in
            path.hasPrefix("kubernetes/") && path.hasSuffix(".yml") && !path.hasPrefix("kubernetes/config/")
        }
        return paths.sorted()
    }

    private static func kinds(in text: String) -> [String] {
        text.split(separator: "\n").filter { $0.hasPrefix("kind: ") }.map { String($0.dropFirst(6)) }
    }
}
