import Atalaya
import Testing

@Suite("The exporter's routes, without a socket")
struct ExporterRoutesTests {
    private struct FixedRoute: ExporterRoute {
        let path = "/metrics"
        let method = "GET"
        let summary = "a <fixed> answer"

        func respond(to request: ExporterRequest) async -> ExporterResponse {
            .text(200, request.accept ?? "no accept")
        }
    }

    private let readiness = Readiness()

    private var routes: ExporterRoutes {
        ExporterRoutes(
            title: "Orchestrator & co",
            readiness: self.readiness,
            routes: [FixedRoute(), LedgerRoute { LedgerSnapshot(Ledger()) }, ReloadRoute {}]
        )
    }

    private func respond(_ method: String, _ path: String) async -> ExporterResponse {
        await self.routes.respond(to: ExporterRequest(method: method, path: path))
    }

    @Test(
        "every path answers with its status",
        arguments: [
            ("GET", "/metrics", 200), ("HEAD", "/metrics", 200), ("GET", "/", 200), ("GET", "/-/healthy", 200),
            ("GET", "/-/ready", 200), ("GET", "/debug/ledger", 200), ("POST", "/-/reload", 200),
            ("GET", "/-/reload", 405),
            ("POST", "/metrics", 405), ("DELETE", "/", 405), ("OPTIONS", "/metrics", 204), ("GET", "/metrics/", 404),
            ("GET", "", 404), ("get", "/metrics", 405),
        ])
    func statuses(method: String, path: String, status: Int) async {
        let response = await self.respond(method, path)
        #expect(response.status == status)
    }

    @Test(
        "a wrong method is told the right ones",
        arguments: [("/metrics", "GET, HEAD, OPTIONS"), ("/-/reload", "POST, OPTIONS")])
    func allow(path: String, allowed: String) async {
        let response = await self.respond("PATCH", path)
        #expect(response.headers.contains { $0.name == "Allow" && $0.value == allowed })
    }

    @Test("readiness names every condition that is missing, liveness does not care")
    func readinessConditions() async {
        self.readiness.declare("inputs")
        self.readiness.declare("checkpoint")
        self.readiness.satisfy("checkpoint")
        self.readiness.fail("inputs", reason: "/var/log/app: no such file or directory")
        let ready = await self.respond("GET", "/-/ready")
        #expect(ready.status == 503)
        #expect(
            String(decoding: ready.body, as: UTF8.self)
                == "not ready: inputs: /var/log/app: no such file or directory\n")
        let healthy = await self.respond("GET", "/-/healthy")
        #expect(healthy.status == 200)
        self.readiness.satisfy("inputs")
        let again = await self.respond("GET", "/-/ready")
        #expect(again.status == 200)
    }

    @Test("the status page escapes what it shows and lists every path")
    func statusPage() async {
        self.readiness.fail("inputs", reason: "<script>")
        let response = await self.respond("GET", "/")
        let page = String(decoding: response.body, as: UTF8.self)
        #expect(page.contains("<h1>Orchestrator &amp; co</h1>"))
        #expect(page.contains("a &lt;fixed&gt; answer"))
        #expect(!page.contains("<script>"))
        for path in ["/metrics", "/-/healthy", "/-/ready", "/debug/ledger", "/-/reload"] {
            #expect(page.contains(path))
        }
        #expect(response.headers.contains { $0.name == "X-Content-Type-Options" && $0.value == "nosniff" })
    }

    @Test("a reload that fails says why and is an error")
    func failingReload() async {
        let error = ShellError(.configuration, subject: "sidecar.json", message: "not JSON")
        let routes = ExporterRoutes(title: "t", readiness: self.readiness, routes: [ReloadRoute { throw error }])
        let response = await routes.respond(to: ExporterRequest(method: "POST", path: "/-/reload"))
        #expect(response.status == 500)
        #expect(String(decoding: response.body, as: UTF8.self).contains("sidecar.json: not JSON"))
    }
}
