/// The objects that files are held against: one line each.
struct KubernetesObject: Sendable {
    let kind: String
    /// The versions of its API that servers still have, the best first.
    let versions: [String]
    let table: KeyTable
    var isNameDNSLabel = false

    static let all: [KubernetesObject] = [
        KubernetesObject(
            kind: "Pod", versions: ["v1"], table: KubernetesKeys.object("a Pod") { KubernetesPodKeys.pod }),
        KubernetesObject(
            kind: "Deployment", versions: ["apps/v1"],
            table: KubernetesKeys.object("a Deployment") { KubernetesKeys.deployment }),
        KubernetesObject(
            kind: "StatefulSet", versions: ["apps/v1"],
            table: KubernetesKeys.object("a StatefulSet") { KubernetesKeys.statefulSet }),
        KubernetesObject(
            kind: "DaemonSet", versions: ["apps/v1"],
            table: KubernetesKeys.object("a DaemonSet") { KubernetesKeys.daemonSet }),
        KubernetesObject(
            kind: "Job", versions: ["batch/v1"], table: KubernetesKeys.object("a Job") { KubernetesKeys.job }),
        KubernetesObject(
            kind: "CronJob", versions: ["batch/v1"],
            table: KubernetesKeys.object("a CronJob") { KubernetesKeys.cronJob }),
        KubernetesObject(
            kind: "Service", versions: ["v1"], table: KubernetesKeys.object("a Service") { KubernetesKeys.service },
            isNameDNSLabel: true),
        KubernetesObject(kind: "ConfigMap", versions: ["v1"], table: KubernetesKeys.configMap),
        KubernetesObject(kind: "Secret", versions: ["v1"], table: KubernetesKeys.secret),
        KubernetesObject(kind: "ServiceAccount", versions: ["v1"], table: KubernetesKeys.serviceAccount),
        KubernetesObject(
            kind: "Role", versions: ["rbac.authorization.k8s.io/v1"], table: KubernetesKeys.role("a Role")),
        KubernetesObject(
            kind: "ClusterRole", versions: ["rbac.authorization.k8s.io/v1"], table: KubernetesKeys.role("a ClusterRole")
        ),
        KubernetesObject(
            kind: "RoleBinding", versions: ["rbac.authorization.k8s.io/v1"],
            table: KubernetesKeys.binding("a RoleBinding")),
        KubernetesObject(
            kind: "ClusterRoleBinding", versions: ["rbac.authorization.k8s.io/v1"],
            table: KubernetesKeys.binding("a ClusterRoleBinding")),
        KubernetesObject(
            kind: "PersistentVolumeClaim", versions: ["v1"],
            table: KubernetesKeys.object("a PersistentVolumeClaim") { KubernetesKeys.claim }),
        KubernetesObject(
            kind: "PodDisruptionBudget", versions: ["policy/v1"],
            table: KubernetesKeys.object("a PodDisruptionBudget") { KubernetesKeys.disruptionBudget }),
        KubernetesObject(
            kind: "NetworkPolicy", versions: ["networking.k8s.io/v1"],
            table: KubernetesKeys.object("a NetworkPolicy") { KubernetesKeys.networkPolicy }),
        KubernetesObject(
            kind: "ServiceMonitor", versions: ["monitoring.coreos.com/v1"],
            table: KubernetesKeys.object("a ServiceMonitor") { OperatorKeys.serviceMonitor }),
        KubernetesObject(
            kind: "PodMonitor", versions: ["monitoring.coreos.com/v1"],
            table: KubernetesKeys.object("a PodMonitor") { OperatorKeys.podMonitor }),
        KubernetesObject(
            kind: "PrometheusRule", versions: ["monitoring.coreos.com/v1"],
            table: KubernetesKeys.object("a PrometheusRule") { OperatorKeys.prometheusRule }),
        KubernetesObject(
            kind: "Rollout", versions: ["argoproj.io/v1alpha1"],
            table: KubernetesKeys.object("a Rollout") { ArgoKeys.rollout }),
        KubernetesObject(
            kind: "AnalysisTemplate", versions: ["argoproj.io/v1alpha1"],
            table: KubernetesKeys.object("an AnalysisTemplate") { ArgoKeys.analysisTemplate }),
        KubernetesObject(
            kind: "ClusterAnalysisTemplate", versions: ["argoproj.io/v1alpha1"],
            table: KubernetesKeys.object("a ClusterAnalysisTemplate") { ArgoKeys.analysisTemplate }),
    ]

    private static let byKind = Dictionary(uniqueKeysWithValues: all.map { ($0.kind, $0) })

    /// Nil for an object nobody here knows: somebody's own, or one of a group that only shares the name.
    static func of(_ node: DocumentNode) -> KubernetesObject? {
        guard let kind = node["kind"]?.string, let object = byKind[kind] else { return nil }
        guard let version = node["apiVersion"]?.string else { return object }
        func group(_ version: String) -> Substring { version.split(separator: "/").dropLast().first ?? "" }
        let old = ["extensions", "apps", "policy", "batch"]
        return object.versions.contains { group($0) == group(version) } || old.contains(String(group(version)))
            ? object : nil
    }
}
