/// Kustomizations: bad ones, and good ones beside them.
extension CheckCase {
    private static func kustomization(_ rules: [String], _ fields: String) -> CheckCase {
        CheckCase(
            "kustomization", rules,
            #"{"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", \#(fields)}"#)
    }

    static let kustomize: [CheckCase] = [
        CheckCase("kustomization", [], #"{"resources": ["a.yml"]}"#),
        .kustomization(["unknown-key"], #""ressources": ["a.yml"]"#),
        .kustomization(["wrong-type"], #""resources": "a.yml""#),
        .kustomization(["invalid-choice"], #""configMapGenerator": [{"name": "a", "behavior": "add"}]"#),
        .kustomization(["missing-key"], #""images": [{"newTag": "1"}]"#),
        .kustomization([], #""images": [{"name": "a", "newTag": "1"}], "replicas": [{"name": "a", "count": 2}]"#),
        .kustomization(["missing-key"], #""patches": [{"target": {"kind": "Deployment"}}]"#),
        .kustomization(["exclusive-keys"], #""patches": [{"path": "a.yml", "patch": "a: b"}]"#),
        .kustomization([], #""patches": [{"path": "a.yml", "target": {"kind": "Deployment", "name": "a|b"}}]"#),
        .kustomization(["kustomize-duplicate"], #""resources": ["a.yml", "./a.yml"]"#),
        .kustomization(["kustomize-duplicate"], #""configMapGenerator": [{"name": "a"}, {"name": "a"}]"#),
        .kustomization(
            [],
            #""resources": ["a.yml", "b.yml"], "configMapGenerator": [{"name": "a"}, {"name": "a", "namespace": "n"}, {"name": "a", "behavior": "merge"}], "secretGenerator": [{"name": "a"}]"#
        ),
        .kustomization(["kustomize-generator"], #""configMapGenerator": [{"name": "a", "literals": ["key"]}]"#),
        .kustomization(["kustomize-generator"], #""secretGenerator": [{"name": "a", "files": ["a=b=c"]}]"#),
        .kustomization(
            [], #""configMapGenerator": [{"name": "a", "literals": ["a=b=c", "d="], "files": ["a", "b.yml=c/a"]}]"#),
        .kustomization(["kustomize-outside"], #""resources": ["../a.yml"]"#),
        .kustomization(["kustomize-outside"], #""configMapGenerator": [{"name": "a", "files": ["k=../a"]}]"#),
        .kustomization(
            [], #""resources": ["../base", "a/b.yml", "https://example.org/a.yml", "github.com/a/b//c?ref=1"]"#),
        .kustomization(["kustomize-old"], #""bases": ["../base"]"#),
        .kustomization(["kustomize-old"], #""secretGenerator": [{"name": "a", "env": "a.env"}]"#),
        .kustomization(
            [], #""labels": [{"pairs": {"a": "b"}}], "secretGenerator": [{"name": "a", "envs": ["a.env"]}]"#),
        .kustomization(["k8s-label"], #""labels": [{"pairs": {"a b": "c"}}]"#),
    ]
}
