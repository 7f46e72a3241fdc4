/// A Deployment, a StatefulSet or a DaemonSet: what keeps pods running.
public struct KubernetesWorkload: KubernetesManifest, Hashable {
    /// How pods are kept and replaced. Made by one function for each kind.
    public struct Keeping: Hashable, Sendable {
        let kind: String
        /// What stands in `spec` before the selector, and before the template.
        var head: [Document.Entry] = []
        var tail: [Document.Entry] = []

        /// Interchangeable pods, replaced while as many as before go on: one more at a time, none less.
        public static func deployment(replicas: Int) -> Keeping {
            let strategy: Document = [
                "type": "RollingUpdate", "rollingUpdate": ["maxSurge": 1, "maxUnavailable": 0],
            ]
            return Keeping(
                kind: "Deployment", head: [.init("replicas", .int(Int64(replicas)))],
                tail: [.init("strategy", strategy)])
        }

        /// Pods with names and volumes of their own, replaced one after the other.
        ///
        /// - Parameters:
        ///   - service: the Service by which pods have host names; upstream `serviceName`.
        ///   - claims: one volume of each for every pod, kept when the pod goes.
        public static func statefulSet(
            replicas: Int, service: String, claims: [KubernetesVolumeClaim] = []
        ) -> Keeping {
            Keeping(
                kind: "StatefulSet",
                head: [.init("serviceName", .string(service)), .init("replicas", .int(Int64(replicas)))],
                tail: claims.isEmpty ? [] : [.init("volumeClaimTemplates", .sequence(claims.map { $0.template() }))])
        }

        /// One pod on every node.
        public static func daemonSet() -> Keeping { Keeping(kind: "DaemonSet") }
    }

    public var metadata: KubernetesMetadata
    public var keeping: Keeping
    /// How the workload knows its pods; part of the template's labels, and never changed afterwards.
    public var selector: KubernetesSelector
    public var template: PodTemplate

    public init(
        _ metadata: KubernetesMetadata, _ keeping: Keeping, selector: KubernetesSelector, template: PodTemplate
    ) {
        self.metadata = metadata
        self.keeping = keeping
        self.selector = selector
        self.template = template
    }

    public var apiVersion: String { "apps/v1" }
    public var kind: String { keeping.kind }

    public func set(in fields: inout Document.Fields) {
        let common: [Document.Entry] = [
            // Enough to go back to, and no more to look at.
            .init("revisionHistoryLimit", 5), .init("selector", selector.document()),
        ]
        fields.set("spec", .mapping(keeping.head + common + keeping.tail + [.init("template", template.document())]))
    }
}
