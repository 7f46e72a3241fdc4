import AtalayaConfig
import Testing

@Suite("Compose")
struct ComposeTests {
    static let limits = ComposeLimits(memory: .mebibytes(64))

    static func service(
        _ name: String, image: ComposeText? = "web:1", ports: [ComposePort] = [], mounts: [ComposeMount] = [],
        secrets: [String] = [],
        networks: [String] = [], dependencies: [ComposeDependency] = [], healthCheck: ComposeHealthCheck? = nil
    ) -> ComposeService {
        ComposeService(
            name: name, image: image, ports: ports, mounts: mounts, secrets: secrets, networks: networks,
            dependencies: dependencies,
            healthCheck: healthCheck, limits: limits)
    }

    @Test("A variable is filled in, and its default is text")
    func variables() {
        #expect(ComposeText.variable("IMAGE_TAG", default: "1$0")?.text == "${IMAGE_TAG:-1$$0}")
        #expect(ComposeText.variable("1x", default: "") == nil)
        #expect(ComposeText.variable("a-b", default: "") == nil)
        #expect(ComposeText.variable("X", default: "a}b") == nil)
    }

    @Test("Every service is restarted, bounded, unprivileged, and its log rotates")
    func hardening() throws {
        let project = ComposeProject(services: [Self.service("web")])
        let web = try #require(try PlainValue(json: JSONWriter.write(project.document()))["services"]?["web"])
        #expect(web["restart"] == .string("unless-stopped"))
        #expect(web["cap_drop"] == .list([.string("ALL")]))
        #expect(web["security_opt"] == .list([.string("no-new-privileges:true")]))
        #expect(web["read_only"] == .bool(true))
        #expect(web["mem_limit"] == .string("64m"))
        #expect(web["pids_limit"] == .int(256))
        #expect(web["logging"]?["options"]?["max-file"] == .string("3"))
    }

    @Test("Every rule finds its own case")
    func rules() {
        func rules(_ services: [ComposeService], networks: [String] = [], volumes: [String] = []) -> [String] {
            ComposeProject(services: services, networks: networks.map { ComposeNetwork(name: $0) }, volumes: volumes)
                .findings().map(\.rule)
        }
        let check = ComposeHealthCheck(["true"])
        let port = ComposePort(host: Endpoint(host: "127.0.0.1", port: 80), container: 80)
        #expect(rules([Self.service("a"), Self.service("b", image: "registry:5000/x/b@sha256:00")]) == [])
        #expect(rules([Self.service("a"), Self.service("a")]) == ["compose-service-name"])
        #expect(rules([Self.service("A b")]) == ["compose-service-name"])
        #expect(rules([Self.service("a", image: "web")]) == ["compose-image"])
        #expect(rules([Self.service("a", image: "registry:5000/web")]) == ["compose-image"])
        #expect(rules([Self.service("a", image: nil)]) == ["compose-image"])
        #expect(rules([Self.service("a", ports: [port]), Self.service("b", ports: [port])]) == ["compose-port"])
        #expect(rules([Self.service("a", networks: ["n"])]) == ["compose-reference"])
        #expect(rules([Self.service("a")], networks: ["n"]) == ["compose-reference"])
        #expect(
            rules([Self.service("a", mounts: [.volume("v", at: "/v"), .file("./f", at: "/f")])]) == [
                "compose-reference"
            ])
        #expect(rules([Self.service("a", secrets: ["s"])]) == ["compose-reference"])
        #expect(rules([Self.service("a", dependencies: [.init("b")])]) == ["compose-reference"])
        #expect(
            rules([Self.service("a", dependencies: [.init("b")]), Self.service("b")]) == ["compose-dependency-health"])
        #expect(rules([Self.service("a", dependencies: [.init("b", .started)]), Self.service("b")]) == [])
        let cycle = [
            Self.service("a", dependencies: [.init("b")], healthCheck: check),
            Self.service("b", dependencies: [.init("a")], healthCheck: check),
        ]
        #expect(rules(cycle) == ["compose-dependency-cycle", "compose-dependency-cycle"])
    }
}
