@testable import AtalayaConfig
import Testing

@Suite("Kubernetes in atalaya.yml")
struct KubernetesPlaceTests {
    private static func reading(_ place: String, service: String = "", container: String = #""image": "api:1""#)
        -> StackReading
    {
        let text = """
            {"stack": {"name": "shop"},
             "services": {"api": {"address": "api:80", "container": {\(container)}\(service)}},
             "kubernetes": \(place)}
            """
        guard let node = JSONDocumentReader.read(text, file: "atalaya.json").node else {
            return StackReading(validated: nil, diagnostics: [])
        }
        return Stack.decode(node, file: "atalaya.json")
    }

    @Test("says nothing unless it is there")
    func absent() throws {
        #expect(try #require(Self.reading("null").validated).stack.kubernetes == nil)
        #expect(try #require(Self.reading("{}").validated).stack.kubernetes == KubernetesPlace())
    }

    @Test(
        "An operator is one by a word, or with where it is",
        arguments: [
            ("true", KubernetesPlace.PrometheusOperator()), ("false", nil),
            (
                #"{"namespace": "m", "prometheus": "p:1", "alertmanager": "a:2", "labels": {"release": "x"}}"#,
                KubernetesPlace.PrometheusOperator(
                    namespace: "m", prometheus: Endpoint(host: "p", port: 1),
                    alertmanager: Endpoint(host: "a", port: 2), labels: [StackLabel("release", "x")])
            ),
        ])
    func prometheusOperator(text: String, expected: KubernetesPlace.PrometheusOperator?) throws {
        let place = try #require(Self.reading(#"{"operator": \#(text)}"#).validated).stack.kubernetes
        #expect(place?.prometheusOperator == expected)
    }

    @Test("A service says how many pods it has and how a new version takes over")
    func deployment() throws {
        let service = #", "kubernetes": {"replicas": 4, "memory": "1GB", "log_space": "2GB", "rollout": "rolling"}"#
        let stack = try #require(Self.reading("{}", service: service).validated).stack
        #expect(
            stack.services[0].deployment
                == ServiceDeployment(replicas: 4, memoryMax: .gibibytes(1), logSpace: .gibibytes(2)))
    }

    @Test(
        "What is wrong is told with its place",
        arguments: [
            (#"{"namespace": "Shop"}"#, "", #""image": "api:1""#, "kubernetes-name", 3, 17),
            (#"{"operator": {"labels": {"a b": "c"}}}"#, "", #""image": "api:1""#, "kubernetes-name", 3, 41),
            (#"{"operatr": true}"#, "", #""image": "api:1""#, "unknown-key", 3, 17),
            (#"{"operator": 1}"#, "", #""image": "api:1""#, "wrong-type", 3, 29),
            ("{}", "", #""build": "x""#, "kubernetes-image", 2, 44),
            (#"{"loki_storage": "0B"}"#, "", #""image": "api:1""#, "kubernetes-amount", 3, 17),
            ("{}", #", "kubernetes": {"replicas": 0}"#, #""image": "api:1""#, "kubernetes-amount", 2, 92),
            ("{}", #", "kubernetes": {"rollout": "blue"}"#, #""image": "api:1""#, "invalid-choice", 2, 103),
            ("{}", #", "kubernetes": {"analysis": ["up"]}"#, #""image": "api:1""#, "kubernetes-rollout", 2, 105),
            ("{}", #", "logs": {"path": "-", "tag": "a"}"#, #""image": "api:1""#, "kubernetes-log", 2, 86),
        ])
    func problems(
        place: String, service: String, container: String, rule: String, line: Int, column: Int
    ) throws {
        let found = Self.reading(place, service: service, container: container).diagnostics.filter {
            $0.severity == .error
        }
        #expect(found.map(\.rule) == [rule], "\(found)")
        #expect(found.first?.line == line)
        #expect(found.first?.column == column, "\(found)")
    }

    @Test("What is left out is a warning, not silence")
    func warnings() {
        let volumes = Self.reading("{}", container: #""image": "api:1", "volumes": ["data:/data"]"#)
        #expect(volumes.validated != nil)
        #expect(volumes.diagnostics.map(\.rule) == ["kubernetes-left-out"])
        let canary = Self.reading("{}", service: #", "kubernetes": {"rollout": "canary"}"#)
        #expect(canary.validated != nil)
        #expect(canary.diagnostics.map(\.rule) == ["kubernetes-rollout"])
    }
}
