import AtalayaModel
import Testing

@testable import AtalayaConfig

/// What a stack says of the sidecar arrives in its file, and around its container.
@Suite("The sidecar of a stack")
struct SidecarRendererTests {
    private static let text = """
        {"stack": {"name": "shop"},
         "services": {
           "web": {"address": "web:80", "logs": {"path": "/var/log/web/*.log", "tag": "web", "spool": true},
                   "container": {"image": "web:1"}},
           "api": {"address": "api:80", "logs": {"path": "unix:/run/api/log.sock", "tag": "api"},
                   "container": {"image": "api:1"}},
           "job": {"address": "job:80", "logs": {"path": "-", "tag": "job", "format": "none"}}},
         "sidecar": {
           "aggregators": [{"address": "one:24224", "weight": 3}, {"address": "two:24224", "standby": true}],
           "forward_mode": "packed", "forward_shared_key_file": "/run/secrets/forward_key",
           "forward_username": "shop", "forward_password_file": "/run/secrets/forward_password",
           "forward_tls_authorities_file": "/run/secrets/authorities", "forward_tls_server_name": "logs.example",
           "compression": "adaptive", "compression_level": 4, "drain_timeout": "25s", "chunk_age_max": "200ms",
           "chunks_in_flight_max": 12, "statsd": "0.0.0.0:8125",
           "spool_directory": "/var/spool/atalaya", "spool_bytes_max": 1000000, "spool_when_full": "drop_debug_first"}}
        """

    private static func stack(_ text: String = Self.text) throws -> ValidatedStack {
        let node = try #require(JSONDocumentReader.read(text, file: "atalaya.yml").node)
        let reading = Stack.decode(node, file: "atalaya.yml")
        return try #require(reading.validated, "\(reading.diagnostics.map(\.description))")
    }

    /// What the sidecar makes of the file that is rendered for it.
    private static func configuration(_ stack: ValidatedStack) throws -> SidecarConfiguration {
        let file = try #require(SidecarRenderer().render(stack).first)
        let node = try #require(JSONDocumentReader.read(file.contents, file: file.path).node)
        let reading = SidecarConfiguration.decode(node, file: file.path)
        return try #require(reading.configuration, "\(reading.diagnostics.map(\.description))")
    }

    @Test("is told where the log goes, how it is protected, and what it may keep")
    func delivery() throws {
        let configuration = try Self.configuration(try Self.stack())
        #expect(
            configuration.aggregators == [
                .init(address: Endpoint(host: "one", port: 24224), weight: 3),
                .init(address: Endpoint(host: "two", port: 24224), isStandby: true),
            ])
        #expect(configuration.output == nil)
        #expect(configuration.forwardMode == "packed")
        #expect(
            configuration.forwardHandshake
                == .init(
                    sharedKeyFile: SecretFile(path: "/run/secrets/forward_key"), username: "shop",
                    passwordFile: SecretFile(path: "/run/secrets/forward_password")))
        #expect(
            configuration.forwardTLS
                == .init(authoritiesFile: "/run/secrets/authorities", serverName: "logs.example"))
        #expect(configuration.compression == "adaptive")
        #expect(configuration.limits.compressionLevel == 4)
        #expect(configuration.limits.drainTimeout == .seconds(25))
        #expect(configuration.limits.chunkAgeMax == .milliseconds(200))
        #expect(configuration.limits.chunksInFlightMax == 12)
        #expect(configuration.statsd == Endpoint(host: "0.0.0.0", port: 8125))
        #expect(configuration.spoolDirectory == "/var/spool/atalaya")
        #expect(configuration.limits.spoolBytesMax == 1_000_000)
        #expect(configuration.limits.spoolWhenFull == "drop_debug_first")
    }

    @Test("is told of files, sockets and standard input, and which files to spool")
    func inputs() throws {
        let tails = try Self.configuration(try Self.stack()).tails
        #expect(tails.map(\.source) == ["web", "api", "job"])
        #expect(
            tails.map(\.input) == [
                .files, .socket(path: "/run/api/log.sock", isDatagram: false), .standardInput,
            ])
        #expect(tails.map(\.isSpooled) == [true, false, false])
    }

    @Test("has in compose its secrets, the socket's directory, and time to deliver before it is killed")
    func compose() throws {
        let project = StackComposition(stack: try Self.stack().stack).project
        let sidecar = try #require(project.services.first { $0.name == "sidecar" })
        #expect(sidecar.secrets == ["forward_key", "forward_password", "authorities"])
        #expect(sidecar.mounts.contains(.volume("api-socket", at: "/run/api")))
        #expect(sidecar.mounts.contains(.volume("web-logs", at: "/var/log/web", isReadOnly: true)))
        #expect(sidecar.stopGracePeriod == .seconds(45))
        let api = try #require(project.services.first { $0.name == "api" })
        #expect(api.mounts.contains(.volume("api-socket", at: "/run/api")))
        #expect(!sidecar.dependencies.contains { $0.service == "fluentd" })
        #expect(project.findings() == [])
    }

    @Test("goes to the stack's Fluentd unless it is told otherwise, and waits for it in compose")
    func standard() throws {
        let stack = try Self.stack(#"{"stack": {"name": "shop"}, "services": {}}"#)
        #expect(try Self.configuration(stack).aggregators.map(\.address) == [Endpoint(host: "fluentd", port: 24224)])
        let sidecar = StackComposition(stack: stack.stack).project.services.first { $0.name == "sidecar" }
        #expect(sidecar?.dependencies.contains { $0.service == "fluentd" } == true)
    }

    @Test("with an output goes there alone, with its secret")
    func output() throws {
        let stack = try Self.stack(
            """
            {"stack": {"name": "shop"}, "services": {},
             "sidecar": {"output": {"loki": {"url": "https://loki", "token_file": "/run/secrets/loki"}}}}
            """)
        let configuration = try Self.configuration(stack)
        #expect(configuration.aggregators == [])
        #expect(configuration.output?.kind == "loki")
        let sidecar = StackComposition(stack: stack.stack).project.services.first { $0.name == "sidecar" }
        #expect(sidecar?.secrets == ["loki"])
        #expect(sidecar?.dependencies.contains { $0.service == "fluentd" } == false)
    }

    @Test("an output beside an aggregator is an error at its line, and so is a setting out of its range")
    func conflict() throws {
        let text = """
            {"stack": {"name": "shop"}, "services": {},
             "sidecar": {"forward": "a:1",
               "output": {"stdout": {}},
               "drain_timeout": "2h"}}
            """
        let node = try #require(JSONDocumentReader.read(text, file: "atalaya.yml").node)
        let diagnostics = Stack.decode(node, file: "atalaya.yml").diagnostics.map(\.description)
        #expect(
            diagnostics == [
                "atalaya.yml:3: error[log-destination]: the log goes to one place, and there is forward too",
                "atalaya.yml:4: error[invalid-duration]: 2h is not from 0s to 1h",
            ])
    }
}
