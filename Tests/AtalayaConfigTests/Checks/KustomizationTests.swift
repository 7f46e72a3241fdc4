import AtalayaConfig
import Testing

@Suite("Kustomizations")
struct KustomizationTests {
    private static func read(_ json: String) throws -> DocumentNode {
        try #require(JSONDocumentReader.read(json, file: "k.json").node)
    }

    @Test("The files that it names are told, and what is elsewhere is not")
    func files() throws {
        let root = try Self.read(
            #"""
            {"resources": ["a.yml", "../base", "https://x/y.yml", "git@host:a/b", "gitlab.example.org/a/b", "a.b/c"],
             "components": ["c"], "crds": ["crd.json"], "configurations": ["conf.yml"], "openapi": {"path": "o.json"},
             "generators": ["kind: X\nname: y"], "transformers": ["t.yml"], "replacements": [{"path": "r.yml"}],
             "patches": [{"path": "p.yml"}, {"patch": "x"}], "patchesJson6902": [{"path": "q.json"}],
             "patchesStrategicMerge": ["s.yml", "a:\n  b"],
             "configMapGenerator": [{"files": ["f", "k=g"], "envs": ["e"]}], "secretGenerator": [{"env": "h"}]}
            """#)
        let files = Kustomization.namedFiles(root)
        #expect(
            files.map(\.path) == [
                "a.yml", "../base", "a.b/c", "c", "t.yml", "crd.json", "conf.yml", "p.yml", "q.json", "s.yml", "o.json",
                "r.yml", "f", "g", "e", "h",
            ])
        #expect(files.filter(\.isDirectoryAllowed).map(\.path) == ["a.yml", "../base", "a.b/c", "c", "t.yml"])
    }

    @Test("Patches that stand in it are told, with whether they have a target")
    func patches() throws {
        let root = try Self.read(
            #"""
            {"patches": [{"patch": "a: 1", "target": {"kind": "X"}}, {"patch": "b: 1"}, {"path": "p.yml"}, {"patch": 1}],
             "patchesStrategicMerge": ["p.yml", "c:\n  d"]}
            """#)
        let patches = Kustomization.inlinePatches(root)
        #expect(patches.map(\.node.string) == ["a: 1", "b: 1", "c:\n  d"])
        #expect(patches.map(\.hasTarget) == [true, false, false])
    }

    @Test("A patch is held to the rules of patches, where its text stands; operations need a target")
    func inline() throws {
        let root = try Self.read(#"{"patches": [{"patch": "-"}]}"#)
        let patch = try #require(Kustomization.inlinePatches(root).first)
        let operations = try Self.read(#"[{"op": "ad", "path": "/a"}]"#)
        let found = KustomizationCheck().check(
            patch, documents: [operations], file: "k.yml", targets: Targets(), place: { ($0 + 10, $1 + 100) })
        #expect(found.map(\.rule) == ["patch-operation", "kustomize-target"])
        #expect(found.first?.line == 11 && found.first?.column == 109)
        let object = try Self.read(#"{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}}"#)
        #expect(
            KustomizationCheck().check(
                patch, documents: [object], file: "k.yml", targets: Targets(), place: { ($0, $1) }) == [])
    }

    @Test("Whatever stands where, nothing is asked twice and nothing breaks")
    func hostile() throws {
        for json in ["[]", "1", "null", #"{"patches": {}, "resources": {"a": 1}, "openapi": [], "replacements": [1]}"#]
        {
            let root = try Self.read(json)
            #expect(Kustomization.namedFiles(root) == [])
            #expect(Kustomization.inlinePatches(root) == [])
            _ = KustomizationCheck().check(root, file: "k.yml", targets: Targets())
        }
    }
}
