/// Objects of Kubernetes: bad ones, and good ones beside them.
extension CheckCase {
    private static func object(_ rules: [String], _ kind: String, _ version: String, _ rest: String) -> CheckCase {
        CheckCase(
            "kubernetes", rules,
            #"{"apiVersion": "\#(version)", "kind": "\#(kind)", "metadata": {"name": "a"}, \#(rest)}"#)
    }

    private static func workload(_ rules: [String], _ pod: String, kind: String = "Deployment") -> CheckCase {
        object(
            rules, kind, "apps/v1",
            #""spec": {"selector": {"matchLabels": {"app": "a"}}, "template": {"metadata": {"labels": {"app": "a"}}, "spec": {\#(pod)}}}"#
        )
    }

    private static func container(_ rules: [String], _ rest: String) -> CheckCase {
        workload(rules, #""containers": [{"name": "a", "image": "a:1"\#(rest.isEmpty ? "" : ", " + rest)}]"#)
    }

    private static func service(_ rules: [String], _ ports: String) -> CheckCase {
        object(rules, "Service", "v1", #""spec": {"selector": {"app": "a"}, "ports": [\#(ports)]}"#)
    }

    private static func monitor(_ rules: [String], _ endpoint: String) -> CheckCase {
        object(
            rules, "ServiceMonitor", "monitoring.coreos.com/v1",
            #""spec": {"selector": {"matchLabels": {"app": "a"}}, "endpoints": [{\#(endpoint)}]}"#)
    }

    private static func canary(_ rules: [String], _ strategy: String) -> CheckCase {
        object(
            rules, "Rollout", "argoproj.io/v1alpha1",
            #""spec": {"workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "a"}, "strategy": \#(strategy)}"#
        )
    }

    private static func analysis(_ rules: [String], _ metric: String, query: String = "up") -> CheckCase {
        object(
            rules, "AnalysisTemplate", "argoproj.io/v1alpha1",
            #""spec": {"args": [{"name": "hash"}], "metrics": [{"name": "m", \#(metric) "provider": {"prometheus": {"query": "\#(query)"}}}]}"#
        )
    }

    static let kubernetes: [CheckCase] =
        [
            object(
                ["unknown-key"], "Deployment", "apps/v1",
                #""spec": {"selector": {}, "replica": 1, "template": {"spec": {"containers": [{"name": "a"}]}}}"#),
            object(["missing-key"], "Deployment", "apps/v1", #""spec": {"selector": {}}"#),
            object(
                ["k8s-version"], "CronJob", "batch/v1beta1",
                #""spec": {"schedule": "@daily", "jobTemplate": {"spec": {"template": {"spec": {"restartPolicy": "Never", "containers": [{"name": "a"}]}}}}}"#
            ),
            object(
                [], "CronJob", "batch/v1",
                #""spec": {"schedule": "@daily", "jobTemplate": {"spec": {"template": {"spec": {"restartPolicy": "Never", "containers": [{"name": "a"}]}}}}}"#
            ),
            object([], "Certificate", "cert-manager.io/v1", #""spec": {"anything": 1}"#),
            CheckCase(
                "kubernetes", ["k8s-name"], #"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "A_b"}}"#),
            CheckCase("kubernetes", ["k8s-name"], #"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {}}"#),
            CheckCase("kubernetes", [], #"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a.b-1"}}"#),
            CheckCase(
                "kubernetes", ["k8s-label"],
                #"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "labels": {"a/b/c": "x"}}}"#),
            CheckCase(
                "kubernetes", ["wrong-type"],
                #"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "labels": {"a": 1}}}"#),
            object(["k8s-data-key"], "ConfigMap", "v1", #""data": {"a/b": "x"}"#),
            object(["k8s-secret-data"], "Secret", "v1", #""data": {"a": "plain!"}"#),
            object([], "Secret", "v1", #""data": {"a": "cGxhaW4="}, "stringData": {"b": "plain!"}"#),
            object(
                ["k8s-selector"], "Deployment", "apps/v1",
                #""spec": {"selector": {"matchLabels": {"app": "a"}}, "template": {"metadata": {"labels": {"app": "b"}}, "spec": {"containers": [{"name": "a"}]}}}"#
            ),
            workload(["k8s-container-name"], #""containers": [{"name": "a"}, {"name": "a"}]"#),
            workload(
                [], #""initContainers": [{"name": "b", "restartPolicy": "Always"}], "containers": [{"name": "a"}]"#),
            container(["k8s-port"], #""ports": [{"containerPort": 70000}]"#),
            container(["k8s-port-name"], #""ports": [{"containerPort": 80, "name": "a-name-that-is-too-long"}]"#),
            container(
                ["k8s-duplicate-port"],
                #""ports": [{"containerPort": 80, "name": "a"}, {"containerPort": 81, "name": "a"}]"#),
            container(
                [], #""ports": [{"containerPort": 80, "name": "http"}], "livenessProbe": {"httpGet": {"port": "http"}}"#
            ),
            container(
                ["k8s-probe-port"],
                #""ports": [{"containerPort": 80, "name": "http"}], "livenessProbe": {"httpGet": {"port": "htp"}}"#),
            container(["k8s-probe-success"], #""livenessProbe": {"httpGet": {"port": 80}, "successThreshold": 2}"#),
            container([], #""readinessProbe": {"httpGet": {"port": 80}, "successThreshold": 2}"#),
            container(["exclusive-keys"], #""livenessProbe": {"httpGet": {"port": 80}, "exec": {"command": ["a"]}}"#),
            container(["missing-key"], #""livenessProbe": {"periodSeconds": 5}"#),
            container(["k8s-mount"], #""volumeMounts": [{"name": "v", "mountPath": "/v"}]"#),
            workload(
                ["k8s-volume-name"],
                #""containers": [{"name": "a"}], "volumes": [{"name": "v", "emptyDir": {}}, {"name": "v", "emptyDir": {}}]"#
            ),
            workload(
                [],
                #""containers": [{"name": "a", "volumeMounts": [{"name": "v", "mountPath": "/v"}]}], "volumes": [{"name": "v", "emptyDir": {"sizeLimit": "1Gi"}}]"#
            ),
            workload(["k8s-restart"], #""restartPolicy": "Never", "containers": [{"name": "a"}]"#),
            container(["k8s-quantity"], #""resources": {"limits": {"memory": "64 MB"}}"#),
            container(["k8s-limits"], #""resources": {"requests": {"memory": "1Gi"}, "limits": {"memory": "64Mi"}}"#),
            container(
                [],
                #""resources": {"requests": {"cpu": "500m", "memory": "64Mi"}, "limits": {"cpu": 1, "memory": "64Mi"}}"#
            ),
            workload(["k8s-image-tag"], #""containers": [{"name": "a", "image": "registry:5000/a"}]"#),
            container(["k8s-environment"], #""env": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]"#),
            container(["wrong-type"], #""env": [{"name": "A", "value": 1}]"#),
            service(["k8s-service-ports"], #"{"port": 80, "name": "http"}, {"port": 81}"#),
            service([], #"{"port": 80, "name": "http"}, {"port": 81, "name": "metrics", "targetPort": "metrics"}"#),
            object(["k8s-share"], "PodDisruptionBudget", "policy/v1", #""spec": {"maxUnavailable": "some"}"#),
            object(["k8s-eviction"], "PodDisruptionBudget", "policy/v1", #""spec": {"maxUnavailable": 0}"#),
            object(
                [], "PodDisruptionBudget", "policy/v1",
                #""spec": {"maxUnavailable": "25%", "selector": {"matchLabels": {"app": "a"}}}"#),
            object(
                [], "RoleBinding", "rbac.authorization.k8s.io/v1",
                #""roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "a"}, "subjects": [{"kind": "ServiceAccount", "name": "a", "namespace": "b"}]"#
            ),
            monitor(["operator-port"], #""path": "/metrics""#),
            monitor(["operator-port"], #""port": "9464""#),
            monitor(["operator-timeout"], #""port": "metrics", "interval": "10s", "scrapeTimeout": "15s""#),
            monitor(["operator-relabel"], #""port": "metrics", "relabelings": [{"action": "repalce"}]"#),
            monitor(
                [],
                #""port": "metrics", "interval": "15s", "scrapeTimeout": "10s", "relabelings": [{"action": "LabelDrop", "regex": "pod_.+"}]"#
            ),
            object(
                ["promql-type"], "PrometheusRule", "monitoring.coreos.com/v1",
                #""spec": {"groups": [{"name": "g", "rules": [{"record": "a:b", "expr": "rate(up)"}]}]}"#),
            object(
                [], "PrometheusRule", "monitoring.coreos.com/v1",
                #""spec": {"groups": [{"name": "g", "partial_response_strategy": "warn", "rules": [{"record": "a:b", "expr": "sum(up)"}]}]}"#
            ),
            canary(["argo-strategy"], "{}"), canary([], #"{"canary": {}}"#),
            canary(["argo-step"], #"{"canary": {"steps": [{"setWeight": 120}]}}"#),
            canary(["argo-step"], #"{"canary": {"steps": [{"setWeight": 20, "pause": {}}]}}"#),
            canary(["argo-step"], #"{"canary": {"steps": [{}]}}"#),
            canary(
                [],
                #"{"canary": {"steps": [{"setCanaryScale": {"replicas": 1}, "setHeaderRoute": {"name": "a"}, "pause": {}}]}}"#
            ),
            canary([], #"{"canary": {"steps": [{"pause": {"duration": "{{args.wait}}"}}]}}"#),
            canary(["k8s-duration"], #"{"canary": {"steps": [{"pause": {"duration": "1 minute"}}]}}"#),
            canary(
                [],
                #"{"canary": {"steps": [{"setWeight": 20}, {"pause": {"duration": "10m"}}, {"analysis": {"templates": [{"templateName": "a"}]}}]}}"#
            ),
            analysis(["argo-count"], #""count": "many","#),
            analysis(["argo-empty-result"], #""successCondition": "result[0] > 0.99","#),
            analysis([], #""count": 5, "interval": "1m", "successCondition": "len(result) == 0 || result[0] > 0.99","#),
            analysis(["argo-argument"], "", query: "up{h='{{args.hsah}}'}"),
            analysis([], "", query: "up{h='{{args.hash}}'}"),
        ] + patches

    private static func patch(_ rules: [String], _ operation: String) -> CheckCase {
        CheckCase("kustomize-patch", rules, "[\(operation)]")
    }

    private static let patches: [CheckCase] = [
        patch(["patch-operation"], #"{"op": "replac", "path": "/spec/replicas", "value": 1}"#),
        patch(["patch-operation"], #"{"op": "add", "path": "/spec/replicas"}"#),
        patch(["patch-operation"], #"{"op": "move", "path": "/spec/replicas", "value": 1}"#),
        patch(["patch-operation"], #"{"path": "/spec/replicas"}"#), patch(["patch-operation"], "1"),
        patch([], #"{"op": "replace", "path": "/spec/replicas", "value": null}, {"op": "remove", "path": ""}"#),
        patch(["patch-path"], #"{"op": "remove"}"#), patch(["patch-path"], #"{"op": "remove", "path": "spec"}"#),
        patch(
            ["patch-path", "patch-path", "patch-path"],
            #"{"op": "copy", "from": "a", "path": "/a~"}, {"op": "remove", "path": "/a~2"}"#),
        patch([], #"{"op": "remove", "path": "/metadata/annotations/example.com~1a~0"}"#),
    ]
}
