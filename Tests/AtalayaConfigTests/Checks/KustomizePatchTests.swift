@testable import AtalayaConfig
import Testing

@Suite("Patches of a kustomization")
struct KustomizePatchTests {
    private static func check(_ json: String) throws -> [String] {
        let node = try #require(JSONDocumentReader.read(json, file: "p.json").node)
        return KustomizePatchCheck().check(node, file: "p.json", targets: Targets()).map(\.rule)
    }

    @Test("are named in three ways")
    func named() throws {
        let text = """
            {"patches": [{"path": "./a.yml"}, {"patch": "- op: remove"}, {"path": "x/b.yml", "target": {"kind": "Service"}}],
             "patchesJson6902": [{"path": "c.json", "target": {}}],
             "patchesStrategicMerge": ["d.yml", "kind: Service\\nmetadata: {}\\n"]}
            """
        let root = try #require(JSONDocumentReader.read(text, file: "k.json").node)
        #expect(Kustomization.patchPaths(root) == ["a.yml", "x/b.yml", "c.json", "d.yml"])
        #expect(Kustomization.patchPaths(DocumentNode(.null)).isEmpty)
    }

    @Test(
        "A part of an object is asked for nothing that the rest may have",
        arguments: [
            #"{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a"}, "spec": {"replicas": 3}}"#,
            #"{"kind": "Deployment", "spec": {"template": {"spec": {"containers": [{"name": "a", "volumeMounts": [{"name": "b", "mountPath": "/b"}]}]}}}}"#,
            #"{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a"}, "$patch": "delete"}"#,
            #"{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a"}, "spec": {"strategy": null, "template": {"spec": {"$setElementOrder/containers": [], "containers": [{"name": "a", "$patch": "delete"}]}}}}"#,
            #"{"apiVersion": "monitoring.coreos.com/v1", "kind": "ServiceMonitor", "metadata": {"name": "a"}, "spec": {"endpoints": [{"interval": "30s"}]}}"#,
        ])
    func part(json: String) throws {
        #expect(try Self.check(json) == [])
    }

    @Test(
        "What stands in a part is held to the rules",
        arguments: [
            (#"{"kind": "Deployment", "spec": {"replica": 3}}"#, "unknown-key"),
            (#"{"kind": "Deployment", "spec": {"replicas": "three"}}"#, "wrong-type"),
            (
                #"{"kind": "Deployment", "spec": {"template": {"spec": {"containers": [{"name": "a", "resources": {"limits": {"memory": "1 GB"}}}]}}}}"#,
                "k8s-quantity"
            ),
        ])
    func wrongPart(json: String, rule: String) throws {
        #expect(try Self.check(json) == [rule])
    }
}
