/// A Rollout of Argo Rollouts (`argoproj.io/v1alpha1`): a Deployment that judges a new version before it takes over.
public struct ArgoRollout: KubernetesManifest, Hashable {
    /// An AnalysisTemplate, started with the hash of the new version's pods in the argument ``hashArgument``.
    public struct Analysis: Hashable, Sendable {
        public var template: String

        /// The argument of the template that the pods of the new version are told by.
        public static let hashArgument = "hash"

        public init(template: String) { self.template = template }

        func document() -> Document {
            [
                "templates": [["templateName": .string(template)]],
                "args": [
                    ["name": .string(Self.hashArgument), "valueFrom": ["podTemplateHashValue": "Latest"]]
                ],
            ]
        }
    }

    /// One step of a canary. Made by one function for each.
    public struct Step: Hashable, Sendable {
        let document: Document

        /// So many per cent of the pods, or of the traffic where something routes it, are of the new version.
        public static func weight(_ percent: Int) -> Step {
            Step(document: ["setWeight": .int(Int64(min(100, max(0, percent))))])
        }

        /// - Parameter duration: `nil`: until somebody says go on.
        public static func pause(_ duration: PrometheusDuration? = nil) -> Step {
            let document = duration.map { Document.mapping([.init("duration", .string($0.description))]) }
            return Step(document: ["pause": document ?? Document.mapping([]).flow()])
        }

        /// Goes on when the analysis succeeds, goes back when it fails.
        public static func analysis(_ analysis: Analysis) -> Step { Step(document: ["analysis": analysis.document()]) }
    }

    /// How the new version takes over. Made by one function for each strategy.
    public struct Strategy: Hashable, Sendable {
        let document: Document

        /// Pod by pod, in steps; without steps it is a rolling update.
        public static func canary(steps: [Step]) -> Strategy {
            let canary = Document.fields {
                $0.set("maxSurge", int: 1)
                $0.set("maxUnavailable", int: 0)
                $0.set("steps", nonEmpty: steps.map(\.document))
            }
            return Strategy(document: ["canary": canary])
        }

        /// All of the new version beside the old, then all requests at once.
        ///
        /// - Parameters:
        ///   - active: the Service that users reach.
        ///   - preview: the Service of the new version, before.
        ///   - analysis: what has to succeed before requests change over (upstream `prePromotionAnalysis`).
        public static func blueGreen(active: String, preview: String, analysis: Analysis?) -> Strategy {
            let blueGreen = Document.fields {
                $0.set("activeService", string: active)
                $0.set("previewService", string: preview)
                $0.set("autoPromotionEnabled", bool: true)
                $0.set("scaleDownDelaySeconds", int: 60)
                $0.set("prePromotionAnalysis", analysis?.document())
            }
            return Strategy(document: ["blueGreen": blueGreen])
        }
    }

    public var metadata: KubernetesMetadata
    public var replicas: Int
    public var selector: KubernetesSelector
    public var template: PodTemplate
    public var strategy: Strategy

    public init(
        _ metadata: KubernetesMetadata, replicas: Int, selector: KubernetesSelector, template: PodTemplate,
        strategy: Strategy
    ) {
        self.metadata = metadata
        self.replicas = replicas
        self.selector = selector
        self.template = template
        self.strategy = strategy
    }

    public var apiVersion: String { "argoproj.io/v1alpha1" }
    public var kind: String { "Rollout" }

    public func set(in fields: inout Document.Fields) {
        fields.set(
            "spec",
            [
                "replicas": .int(Int64(replicas)), "revisionHistoryLimit": 5, "selector": selector.document(),
                "strategy": strategy.document, "template": template.document(),
            ])
    }
}
