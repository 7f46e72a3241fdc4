/// The words of closed lists in `global` and in scrape configs.
public enum HTTPScheme: String, Hashable, Sendable, CaseIterable {
    case http, https
}

/// A format that Prometheus asks for, in the order of its liking.
public enum ScrapeProtocol: String, Hashable, Sendable, CaseIterable {
    case protobuf = "PrometheusProto"
    case openMetrics001 = "OpenMetricsText0.0.1"
    case openMetrics100 = "OpenMetricsText1.0.0"
    case text004 = "PrometheusText0.0.4"
    /// Since 3.0.
    case text100 = "PrometheusText1.0.0"
}

/// Which names are valid. Prometheus 2 knows only the legacy ones: letters, digits, `_` and `:`.
public enum NameValidationScheme: String, Hashable, Sendable, CaseIterable {
    case utf8, legacy
}

/// How targets are asked to write names that are no legacy ones.
public enum NameEscapingScheme: String, Hashable, Sendable, CaseIterable {
    case allowUTF8 = "allow-utf-8"
    case underscores, dots, values
}
