/// The questions by which the kubelet knows how a container is.
public struct PodProbes: Hashable, Sendable {
    /// Asked until it succeeds once; the others wait for it. Upstream `startupProbe`.
    public var startup: PodProbe?
    /// Where it fails, the container is restarted. Upstream `livenessProbe`.
    public var liveness: PodProbe?
    /// Where it fails, the pod gets no requests. Upstream `readinessProbe`.
    public var readiness: PodProbe?

    public init(startup: PodProbe? = nil, liveness: PodProbe? = nil, readiness: PodProbe? = nil) {
        self.startup = startup
        self.liveness = liveness
        self.readiness = readiness
    }

    func set(in fields: inout Document.Fields) {
        fields.set("startupProbe", startup?.document())
        fields.set("livenessProbe", liveness?.document())
        fields.set("readinessProbe", readiness?.document())
    }
}

/// Upstream `Probe`: a question, how often it is asked, and how many wrong answers count.
public struct PodProbe: Hashable, Sendable {
    /// What is asked. Made by `http` or `program`.
    public struct Question: Hashable, Sendable {
        let field: String
        let value: Document

        /// A GET that is answered with a status from 200 to 399, at a named port of the container.
        public static func http(path: String, port: String) -> Question {
            Question(field: "httpGet", value: ["path": .string(path), "port": .string(port)])
        }

        /// A program in the container that ends with 0, run without a shell.
        public static func program(_ command: [String]) -> Question {
            Question(field: "exec", value: ["command": .flowStrings(command)])
        }
    }

    public var question: Question
    /// Upstream `periodSeconds`, 10 by default, at least 1.
    public var periodSeconds: Int
    /// Upstream `timeoutSeconds`, 1 by default, at least 1.
    public var timeoutSeconds: Int
    /// Upstream `failureThreshold`, 3 by default.
    public var failuresMax: Int

    public init(_ question: Question, periodSeconds: Int = 10, timeoutSeconds: Int = 1, failuresMax: Int = 3) {
        self.question = question
        self.periodSeconds = periodSeconds
        self.timeoutSeconds = timeoutSeconds
        self.failuresMax = failuresMax
    }

    func document() -> Document {
        .fields {
            $0.set(question.field, question.value)
            $0.set("periodSeconds", int: max(1, periodSeconds))
            $0.set("timeoutSeconds", int: max(1, timeoutSeconds))
            $0.set("failureThreshold", int: max(1, failuresMax))
        }
    }
}
