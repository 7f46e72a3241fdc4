import AtalayaModel

/// What checks ask about names of labels.
enum CheckLabels {
    static func illegalNames(_ entries: [DocumentNode.Entry]) -> [CheckFinding] {
        entries.compactMap { entry in
            isLegal(entry.key.name) ? nil : CheckFinding(entry.key, "'\(entry.key.name)' is not the name of a label")
        }
    }

    /// `__…` is for Prometheus' own use, but may be written in relabelling and in targets.
    static func isLegal(_ name: String) -> Bool {
        let stripped = name.hasPrefix("__") ? "x" + name.dropFirst(2) : name
        return (try? LabelName(stripped)) != nil
    }

    static func isMetricName(_ name: String) -> Bool {
        (try? MetricName(name)) != nil
    }
}
