/// What a Fluentd does: where events come from, what happens to them, where they go.
///
/// The model knows no syntax: ``FluentdYAMLWriter`` and ``FluentdClassicWriter`` write the same pipeline, and Fluentd
/// reads the same elements from both.
public struct FluentdPipeline: Sendable {
    public var system: FluentdSystem
    public var sources: [FluentdSource]
    /// What happens to events of sources without a label.
    public var routing: FluentdRouting
    public var labels: [FluentdLabel]

    public init(
        system: FluentdSystem = FluentdSystem(), sources: [FluentdSource], routing: FluentdRouting = FluentdRouting(),
        labels: [FluentdLabel] = []
    ) {
        self.system = system
        self.sources = sources
        self.routing = routing
        self.labels = labels
    }

    /// The gems its plugins come in, each once, by name.
    public var gems: [FluentdGem] {
        func all(_ plugin: any FluentdPlugin) -> [FluentdGem] {
            [plugin.gem].compactMap { $0 } + plugin.inner.flatMap(all)
        }
        let routings = [routing] + labels.map(\.routing)
        let plugins: [any FluentdPlugin] =
            sources.map(\.plugin) + routings.flatMap { $0.filters.map(\.plugin) }
            + routings.flatMap { $0.matches.map(\.plugin) }
        return Set(plugins.flatMap(all)).sorted()
    }

    /// The sections in the order in which Fluentd wants them: sources, filters, matches, labels.
    func sections() -> [FluentdSection] {
        sources.map { $0.section() } + routing.sections()
            + labels.map { FluentdSection("label", [$0.name], sections: $0.routing.sections(), comments: $0.comments) }
    }
}

/// Settings of the process.
public struct FluentdSystem: Hashable, Sendable {
    public var logLevel: String
    /// Keeps the configuration, and with it what came from the environment, out of Fluentd's own log.
    public var suppressesConfigurationDump: Bool

    public init(logLevel: String = "info", suppressesConfigurationDump: Bool = true) {
        self.logLevel = logLevel
        self.suppressesConfigurationDump = suppressesConfigurationDump
    }

    func section() -> FluentdSection {
        FluentdSection(
            "system",
            parameters: [
                FluentdParameter("log_level", .text(logLevel)),
                FluentdParameter(
                    "suppress_config_dump", .flag(suppressesConfigurationDump),
                    comment: "Secrets stay out of Fluentd's own log."),
            ])
    }
}

/// An input, and the label its events go to.
public struct FluentdSource: Sendable {
    /// Unique; names the plugin in Fluentd's log and metrics.
    public var id: String
    public var label: String?
    public var plugin: any FluentdInput
    public var comments: [String]

    public init(id: String, label: String? = nil, plugin: any FluentdInput, comments: [String] = []) {
        self.id = id
        self.label = label
        self.plugin = plugin
        self.comments = comments
    }

    func section() -> FluentdSection { plugin.section("source", id: id, label: label, comments: comments) }
}

/// Filters, in order, and then matches, of which the first that fits takes the event.
public struct FluentdRouting: Sendable {
    public var filters: [FluentdFilterRule]
    public var matches: [FluentdMatchRule]

    public init(filters: [FluentdFilterRule] = [], matches: [FluentdMatchRule] = []) {
        self.filters = filters
        self.matches = matches
    }

    func sections() -> [FluentdSection] {
        filters.map { $0.plugin.section("filter", $0.tags, id: $0.id, comments: $0.comments) }
            + matches.map { $0.plugin.section("match", $0.tags, id: $0.id, comments: $0.comments) }
    }
}

/// Events whose tag fits one of the patterns go through the filter.
public struct FluentdFilterRule: Sendable {
    public var id: String
    /// `*` is one part of a tag, `**` any number: `shop.**`.
    public var tags: [String]
    public var plugin: any FluentdFilter
    public var comments: [String]

    public init(id: String, tags: [String], plugin: any FluentdFilter, comments: [String] = []) {
        self.id = id
        self.tags = tags
        self.plugin = plugin
        self.comments = comments
    }
}

/// Events whose tag fits one of the patterns go to the output and no further.
public struct FluentdMatchRule: Sendable {
    public var id: String
    public var tags: [String]
    public var plugin: any FluentdOutput
    public var comments: [String]

    public init(id: String, tags: [String], plugin: any FluentdOutput, comments: [String] = []) {
        self.id = id
        self.tags = tags
        self.plugin = plugin
        self.comments = comments
    }
}

/// A named routing that sources and outputs send events to.
public struct FluentdLabel: Sendable {
    /// With its `@`: `@LOGS`. Fluentd itself sends events that an output cannot take to `@ERROR`.
    public var name: String
    public var routing: FluentdRouting
    public var comments: [String]

    public init(name: String, routing: FluentdRouting, comments: [String] = []) {
        self.name = name
        self.routing = routing
        self.comments = comments
    }

    /// Where Fluentd sends events that a plugin refuses.
    public static let errorName = "@ERROR"
}

extension FluentdPlugin {
    /// The plugin as a section: type and id first, then its own parameters.
    func section(
        _ name: String, _ arguments: [String] = [], id: String? = nil, label: String? = nil, comments: [String] = []
    ) -> FluentdSection {
        var all = FluentdParameters()
        all.set("@type", text: type)
        all.set("@id", text: id)
        all.set("@label", text: label)
        return FluentdSection(name, arguments, parameters: all.all + parameters, sections: sections, comments: comments)
    }
}
