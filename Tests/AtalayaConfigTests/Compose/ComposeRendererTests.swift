@testable import AtalayaConfig
import Testing

@Suite("Compose renderer")
struct ComposeRendererTests {
    static func project(_ stack: TestStacks) throws -> ComposeProject {
        StackComposition(stack: try stack.validated().stack).project
    }

    @Test("The rendered project keeps every rule of compose", arguments: TestStacks.allCases)
    func noFindings(stack: TestStacks) throws {
        #expect(try Self.project(stack).findings() == [])
    }

    @Test("Only Grafana is published, and on loopback", arguments: TestStacks.allCases)
    func publishing(stack: TestStacks) throws {
        let published = try Self.project(stack).services.filter { !$0.ports.isEmpty }
        #expect(published.map(\.name) == ["grafana"])
        #expect(published.allSatisfy { $0.ports.allSatisfy(\.host.isLoopback) })
    }

    @Test("The sidecar reads the log volume that the service writes")
    func logVolume() throws {
        let services = try Self.project(.full).services
        let shop = try #require(services.first { $0.name == "shop" })
        let sidecar = try #require(services.first { $0.name == "sidecar" })
        #expect(shop.mounts.contains(.volume("shop-logs", at: "/var/log/shop")))
        #expect(sidecar.mounts.contains(.volume("shop-logs", at: "/var/log/shop", isReadOnly: true)))
        #expect(sidecar.networks == ["app", "monitoring"])
        #expect(shop.networks == ["app"])
    }

    @Test("A service that exposes metrics is on Prometheus' network too")
    func networks() throws {
        let mailer = try #require(try Self.project(.full).services.first { $0.name == "mailer" })
        #expect(mailer.networks == ["app", "monitoring"])
    }

    @Test(
        "The log directory is what stands before the first wildcard",
        arguments: [
            ("/var/log/shop/*.log", "/var/log/shop"), ("/var/log/*/x.log", "/var/log"), ("/var/log/x.log", "/var/log"),
            ("/x.log", nil),
            ("x.log", nil),
        ])
    func logDirectory(path: String, expected: String?) {
        #expect(StackComposition.directory(of: path) == expected)
    }

    @Test(
        "Paths of the stack are seen from monitoring/",
        arguments: [(".", ".."), ("a/b", "../a/b"), ("./a", "../a"), ("/a", "/a")])
    func paths(path: String, expected: String) {
        #expect(StackComposition.pathFromHere(path) == expected)
    }

    @Test("What is not part of the place is not run")
    func disabledParts() throws {
        var stack = try TestStacks.full.validated().stack
        stack.grafana.isEnabled = false
        stack.loki.isEnabled = false
        stack.fluentd.isEnabled = false
        let project = StackComposition(stack: stack).project
        #expect(project.services.map(\.name) == ["shop", "mailer", "sidecar", "alertmanager", "prometheus"])
        #expect(project.findings() == [])
    }

    @Test("Secrets are files that are named, explained, and kept out of the repository")
    func secrets() throws {
        let files = ComposeRenderer().render(try TestStacks.full.validated())
        let compose = try #require(files.first { $0.path == "monitoring/docker-compose.yml" }).contents
        let readme = try #require(files.first { $0.path == "monitoring/secrets/README.md" }).contents
        for secret in ["slack_url", "grafana_admin_password"] {
            #expect(compose.contains("file: ./secrets/\(secret)"))
            #expect(readme.contains("| `\(secret)` |"))
        }
        #expect(files.contains { $0.path == "monitoring/secrets/.gitignore" })
    }
}
