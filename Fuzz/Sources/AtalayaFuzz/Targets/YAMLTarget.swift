import AtalayaConfig

/// YAML as `atalaya` reads it, with all that follows: the checks of every kind, comments and suppressions, and the canonical
/// form, which reads back as the same values.
struct YAMLTarget: FuzzTarget {
    let name = "yaml"

    let seeds = words([
        """
        # atalaya:ignore-file unused-thing because
        global: {scrape_interval: 15s, external_labels: {a: $x, "b": '${y}'}}
        scrape_configs:
        - &job {job_name: a, static_configs: [{targets: ["h:1"]}], relabel_configs: [{source_labels: [a], regex: '(.*)', target_label: b}]}
        - <<: *job
          job_name: b # why
        rule_files: [rules/*.yml]
        """,
        """
        groups:
        - name: g
          interval: 1m
          rules:
          - {record: "a:b", expr: sum by (x) (rate(a_total[5m]))}
          - alert: A
            expr: |
              a:b
                > 1
            for: 5m
            annotations: {summary: '{{ $labels.x }} {{ $value | humanize }}'}
        """,
        """
        route: {receiver: a, routes: [{matchers: ['a=~"x.*"', b!="c"], receiver: b, continue: true}, {matchers: [a="xy"]}]}
        receivers: [{name: a}, {name: b, webhook_configs: [{url: 'http://x'}]}]
        inhibit_rules: [{source_matchers: [a=b], target_matchers: [c=d], equal: [e]}]
        time_intervals: [{name: t, time_intervals: [{times: [{start_time: '08:00', end_time: '24:00'}], weekdays: ['monday:friday'], months: ['1:3'], days_of_month: ['-1'], location: Local}]}]
        """,
        """
        rule_files: [a.yml]
        tests:
        - interval: 1m
          input_series: [{series: 'up{a="b"}', values: '1+1x5 _x3 stale {{schema:0 sum:1}} -Inf'}]
          promql_expr_test: [{expr: up, eval_time: 1m, exp_samples: [{labels: 'up{a="b"}', value: 1}]}]
        """,
        """
        config:
        - source: {$type: tail, path: /a, tag: b, parse: {$type: json}}
        - match: {$tag: "a.** {b,c}.*", $type: file, path: !fluent/s "#{ENV['X']}", buffer: {$arg: [tag, time], timekey: 1h}}
        """,
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: a}
        spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: "b:1"}]}}}
        ---
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata: {name: a}
        """,
        "services:\n  a: {image: 'b:1', ports: ['127.0.0.1:80:80'], depends_on: {c: {condition: service_healthy}}}\n",
        "tls_server_config: {cert_file: a, key_file: b}\nbasic_auth_users: {a: $2y$10$x}\n",
        "- targets: [a:1]\n  labels: {b: c}\n",
        "a: >-\n  b\n\n   c\nd: |2\n   e\n? f\n: !!str 1\n\"g\\u263A\\n\": 'h''i'\n",
    ])

    let dictionary = words([
        "&a ", "*a", "<<: *a\n", "!!binary ", "!x ", "%TAG ! x\n", "---\n", "...\n", "|\n  ", ">-\n  ", "? ", ": ",
        "- ", "#", " # ", "[", "]", "{", "}", ",", "\"", "'", "\\x", "\\U0010FFFF", "\u{85}", "\u{2028}", "\u{FEFF}",
        "\r", "\t", "~", "null", "yes", "0o7", ".inf", "1e400", "1_000", "# atalaya:ignore x y\n", "{{ ", " }}",
    ])

    func run(_ input: [UInt8]) throws(FuzzFailure) {
        guard let text = String(validating: input, as: UTF8.self) else { return }
        let comments = YAMLComment.all(in: text)
        for readsAll in [false, true] {
            let reading = YAMLDocumentReader.read(text, file: "a.yml", isFirstOfMany: true, readsAll: readsAll)
            try require(reading.node != nil || reading.diagnostics.hasErrors, "neither a tree nor an error")
            for node in [reading.node].compactMap({ $0 }) + reading.following {
                for check in DocumentChecks.all {
                    let found = check.check(node, file: "a.yml", targets: Targets())
                    _ = Suppressions(text, comments: comments).applied(to: found, file: "a.yml")
                }
            }
        }
        guard YAMLDocumentReader.lost(in: text, file: "a.yml") == nil,
            let node = YAMLDocumentReader.read(text, file: "a.yml").node
        else { return }
        let canonical = CanonicalDocument(node).yaml
        guard let again = YAMLDocumentReader.read(canonical, file: "b.yml").node else {
            throw FuzzFailure("the canonical form cannot be read: \(canonical)")
        }
        try require(again.means(node), "the canonical form means something else: \(canonical)")
    }
}
