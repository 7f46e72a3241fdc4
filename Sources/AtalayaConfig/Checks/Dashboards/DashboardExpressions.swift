/// The PromQL of a dashboard, each expression with the panel that asks it.
struct DashboardExpressions {
    /// A class, for every rule walks over all of them.
    final class Item {
        let panel: PanelReading
        let placed: PlacedExpression

        init(panel: PanelReading, placed: PlacedExpression) {
            self.panel = panel
            self.placed = placed
        }
    }

    let items: [Item]
    /// Where something stands that only VictoriaMetrics reads, which calls itself a Prometheus in dashboards.
    let metricsQL: DocumentNode?

    init(_ panels: [PanelReading], sources: DashboardSources, targets: Targets) {
        // Panels of one dashboard often ask the same.
        var known: [String: CheckedExpression] = [:]
        var items: [Item] = []
        for panel in panels {
            for target in panel.targets {
                guard let node = target.expression, let text = node.string, !text.isEmpty,
                    sources.language(of: target, text) == .promQL
                else { continue }
                let checked = known[text] ?? CheckedExpression(text, use: .panel, version: targets.prometheus)
                known[text] = checked
                items.append(Item(panel: panel, placed: PlacedExpression(node, checked)))
            }
        }
        self.items = items
        metricsQL = items.first { Self.isMetricsQL($0.placed.checked) }?.placed.node
    }

    /// What every expression breaks, where it stands.
    func diagnostics(by rules: [PromQLRule], file: String) -> [Diagnostic] {
        var known: [String: [(rule: PromQLRule, finding: PromQLFinding)]] = [:]
        let language: Set<String> = ["promql-syntax", "promql-type", "promql-function", "quantile-without-le"]
        let rules = PromQLRules.Prepared(metricsQL == nil ? rules : rules.filter { !language.contains($0.id) })
        var told = ToldFindings(file: file)
        for item in items {
            let findings = known[item.placed.checked.text] ?? rules.findings(in: item.placed.checked)
            known[item.placed.checked.text] = findings
            for (rule, finding) in findings { told.add(finding, of: rule, in: item.placed) }
        }
        return told.diagnostics
    }

    /// Whether an expression asks VictoriaMetrics for something of its own: the label of its histograms, metrics about
    /// itself, or, where the expression is no PromQL, a word of MetricsQL.
    private static func isMetricsQL(_ checked: CheckedExpression) -> Bool {
        guard checked.reading.expression == nil else {
            return checked.mentions("vmrange")
                || checked.selectors.contains {
                    $0.name?.hasPrefix("vm_") == true || $0.name?.hasPrefix("vmauth_") == true
                }
        }
        return checked.text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.contains { word in
            words.contains(String(word)) || rollups.contains { word.hasPrefix($0) }
        }
    }

    private static let rollups = ["rollup", "range_", "running_", "aggr_over_time", "quantiles_over_time"]

    /// Words that MetricsQL has and PromQL has not.
    private static let words: Set<String> = [
        "WITH", "if", "ifnot", "default", "keep_metric_names", "keep_last_value", "keep_next_value", "interpolate",
        "topk_max", "topk_min", "topk_avg", "topk_median", "topk_last", "bottomk_max", "bottomk_min", "bottomk_avg",
        "bottomk_median", "bottomk_last", "outliersk", "outliers_iqr", "outliers_mad", "any", "distinct", "geomean",
        "histogram", "histogram_share", "histogram_over_time", "limit_offset", "mad", "median", "mode", "share",
        "sum2", "zscore", "buckets_limit", "prometheus_buckets", "label_keep", "label_del", "label_set", "label_copy",
        "label_move", "label_map", "label_match", "label_mismatch", "label_value", "label_uppercase",
        "label_lowercase", "label_transform", "label_graphite_group", "labels_equal", "alias", "union",
        "drop_common_labels", "drop_empty_series", "remove_resets", "smooth_exponential", "sort_by_label_numeric",
        "sort_by_label_desc", "count_eq_over_time", "count_ne_over_time", "count_gt_over_time", "count_le_over_time",
        "sum_gt_over_time", "share_gt_over_time", "share_le_over_time", "increase_pure", "increase_prometheus",
        "rate_prometheus", "delta_prometheus", "changes_prometheus", "ideriv", "integrate", "lag", "lifetime",
        "scrape_interval", "default_rollup", "ascent_over_time", "descent_over_time", "distinct_over_time",
        "duration_over_time", "first_over_time", "hoeffding_bound_upper", "hoeffding_bound_lower", "iqr_over_time",
        "mad_over_time", "median_over_time", "mode_over_time", "outlier_iqr_over_time", "tfirst_over_time",
        "timestamp_with_name", "tlast_over_time", "tlast_change_over_time", "tmax_over_time", "tmin_over_time",
        "zscore_over_time", "increases_over_time", "decreases_over_time", "rate_over_sum", "range_over_time",
        "sum2_over_time", "geomean_over_time", "stale_samples_over_time", "now", "rand", "rand_normal",
        "rand_exponential", "ru", "step", "bitmap_and", "bitmap_or", "bitmap_xor", "count_values_over_time",
    ]
}
