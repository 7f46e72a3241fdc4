/// How labels of swift-metrics become names of Prometheus. One way for all, so that a dashboard can be written without
/// the service at hand:
///
/// - every character outside `[a-zA-Z0-9_]` becomes `_` (`http.server.requests` → `http_server_requests`), a leading
///   digit gets `_` before it;
/// - counters end in `_total`, timers in `_seconds`; the ending is added unless it is there;
/// - a gauge, meter or recorder whose name ends in `_total`, or in an ending that histograms use (`_bucket`, `_sum`,
///   `_count`, `_created`, `_info`), gets `_value` after it;
/// - dimensions become labels by the same rule for characters; `le` and names that begin with `__` get `exported_`
///   before them. Of two dimensions that become one label the later one counts.
enum MetricNaming {
    static func counter(_ label: String) -> String {
        let name = Self.sanitized(label)
        return name.hasSuffix("_total") ? name : name + "_total"
    }

    static func timer(_ label: String) -> String {
        let name = Self.sanitized(label)
        return name.hasSuffix("_seconds") ? name : name + "_seconds"
    }

    static func value(_ label: String) -> String {
        let name = Self.sanitized(label)
        let endings = ["_total", "_bucket", "_sum", "_count", "_created", "_info", "_gsum", "_gcount"]
        return endings.contains { name.hasSuffix($0) } ? name + "_value" : name
    }

    static func labels(_ dimensions: [(String, String)]) -> [String: String] {
        var labels: [String: String] = [:]
        for (key, value) in dimensions {
            let name = Self.sanitized(key)
            let isReserved = name == "le" || name == "quantile" || name.hasPrefix("__")
            labels[isReserved ? "exported_" + name : name] = value
        }
        return labels
    }

    static func sanitized(_ text: String) -> String {
        var name = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "_": name.unicodeScalars.append(scalar)
            case "0"..."9":
                if name.isEmpty { name = "_" }
                name.unicodeScalars.append(scalar)
            default: name += "_"
            }
        }
        return name.isEmpty ? "_" : name
    }
}
