/// Marks on the time axis.
public struct DashboardAnnotation: Sendable, Hashable {
    public enum Source: Sendable, Hashable {
        /// A mark wherever the query has a value.
        case query(PromQuery)
        /// What people and programs wrote into Grafana with all of these tags: deployments, incidents.
        case tags([String])
    }

    public var name: String
    public var source: Source
    /// A name of Grafana's palette or `#rrggbb`.
    public var color: String
    /// The mark's title: a legend format.
    public var title: LegendFormat
    public var tagLabels: [String]

    public init(name: String, query: PromQuery, color: String, title: LegendFormat, tagLabels: [String] = []) {
        self.name = name
        source = .query(query)
        self.color = color
        self.title = title
        self.tagLabels = tagLabels
    }

    /// Annotations that are kept in Grafana itself.
    public init(name: String, tags: [String], color: String) {
        self.name = name
        source = .tags(tags)
        self.color = color
        title = .automatic
        tagLabels = []
    }

    /// Nil for what is kept in Grafana.
    public var query: PromQuery? {
        guard case .query(let query) = source else { return nil }
        return query
    }

    func document() -> Document {
        .fields {
            $0.set("name", string: name)
            switch source {
            case .query(let query):
                $0.set("datasource", DataSourceReference.prometheus.document())
                $0.set("enable", true)
                $0.set("hide", false)
                $0.set("iconColor", string: color)
                $0.set("expr", string: query.expression)
                $0.set("titleFormat", string: title.text)
                $0.set("tagKeys", string: tagLabels.joined(separator: ","))
                $0.set("step", "60s")
            case .tags(let tags):
                $0.set("datasource", ["type": "grafana", "uid": "-- Grafana --"])
                $0.set("enable", true)
                $0.set("hide", false)
                $0.set("iconColor", string: color)
                $0.set(
                    "target", ["type": "tags", "tags": Document.flowStrings(tags), "matchAny": false, "limit": 100])
            }
        }
    }
}
