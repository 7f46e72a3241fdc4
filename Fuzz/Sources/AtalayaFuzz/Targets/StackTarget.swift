import AtalayaConfig
import Foundation

/// Configuration of all kinds: the stack, the sidecar's settings, and the files that `atalaya check` judges. A stack without errors is rendered
/// by every renderer, and what comes out is JSON where it says so.
struct StackTarget: FuzzTarget {
    let name = "stack"

    var seeds: [[UInt8]] {
        [Array(Self.stack.utf8)]
            + ["sidecar.json", "grafana/dashboards/orchestrator-stack-logs.json"].compactMap { name in
                // The rendered reference stack: this file is Fuzz/Sources/AtalayaFuzz/Targets/StackTarget.swift.
                let root = (0..<5).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
                return (try? Data(contentsOf: root.appendingPathComponent("monitoring/\(name)"))).map(Array.init)
            }
    }

    let dictionary = words([
        "\"5m\"", "\"1y\"", "\"-1s\"", "\"0s\"", "\"10 parsecs\"", "\"${X}\"", "\"{{ $labels.x }}\"", "\"=~\"",
        "\"le\"", "\"__name__\"",
        "\"counter\"", "\"histogram\"", "\"gauge\"", "\"any\"", "\"127.0.0.1:0\"", "\":99999\"", "null", "[]", "{}",
        "1e309", "\"\"",
        "\"profiles\":", "\"enabled\": false", "\"from_log\":", "\"objectives\":", "\"buckets\": [1, 1]",
    ])

    func run(_ input: [UInt8]) throws(FuzzFailure) {
        guard let node = JSONDocumentReader.read(input, file: "input.json").node else { return }
        try renderStack(node)
        try readSidecar(node)
        for check in DocumentChecks.all {
            _ = check.check(node, file: "input.json", targets: Targets())
        }
        _ = DocumentChecks.recognising(node)
    }

    private func renderStack(_ node: DocumentNode) throws(FuzzFailure) {
        for profile in [nil, "demo"] {
            let reading = Stack.decode(node, file: "input.json", profile: profile)
            try require(reading.validated != nil || !reading.diagnostics.isEmpty, "neither a stack nor a problem")
            guard let stack = reading.validated else { continue }
            let files = Renderers.render(stack)
            try require(Set(files.map(\.path)).count == files.count, "two files with one path")
            for file in files where file.path.hasSuffix(".json") {
                try require(
                    JSONDocumentReader.read(file.contents, file: file.path).node != nil, "\(file.path) is no JSON")
            }
            try require(Renderers.render(stack) == files, "rendered again it is different")
        }
    }

    private func readSidecar(_ node: DocumentNode) throws(FuzzFailure) {
        guard let configuration = SidecarConfiguration.decode(node, file: "input.json").configuration else { return }
        let written = JSONWriter.write(configuration.document())
        guard let again = JSONDocumentReader.read(written, file: "again.json").node else {
            throw FuzzFailure("the settings that were written are no JSON")
        }
        let (decoded, diagnostics) = SidecarConfiguration.decode(again, file: "again.json")
        try require(
            decoded == configuration,
            "settings came back different: \(diagnostics.first.map(String.init(describing:)) ?? "")")
    }

    private static let stack = """
        {
          "stack": {"name": "shop", "title": "Shop", "environment": "test", "labels": {"cluster": "main"}},
          "targets": {"prometheus": "3.13", "grafana": "13.2", "fluentd": "1.19"},
          "services": {"shop": {
            "address": "shop:8000",
            "health": {"path": "/health", "interval": "5s", "timeout": "2s"},
            "logs": {"path": "/var/log/shop/*.log", "format": "json", "tag": "shop.app", "time": "ts", "level": "level", "message": "message"},
            "metrics": {
              "http_requests_total": {"type": "counter", "help": "Requests.", "labels": {"method": ["GET", "POST"], "status": "any"},
                "from_log": {"when": {"event": "request"}}},
              "http_request_duration_seconds": {"type": "histogram", "help": "Time.", "unit": "seconds", "buckets": [0.1, 0.5, 1],
                "labels": {"method": "any"}, "from_log": {"when": {"event": "request"}, "value": "duration_seconds"}}
            },
            "objectives": {
              "availability": {"objective": 99.9, "window": "30d", "metric": "http_requests_total", "bad": "status=~\\"5..\\""},
              "latency": {"objective": 99, "window": "30d", "metric": "http_request_duration_seconds", "threshold": 0.5}
            }
          }},
          "sidecar": {"listen": "0.0.0.0:9464", "address": "sidecar:9464", "forward": "fluentd:24224", "compression_level": 6},
          "prometheus": {"address": "prometheus:9090", "scrape_interval": "15s", "retention": "15d", "retention_size": "10GB"},
          "alerts": {"Odd": {"expr": "vector(1) > 0", "for": "5m", "severity": "ticket", "summary": "Odd: {{ $value }}"}},
          "alertmanager": {"address": "alertmanager:9093"},
          "grafana": {"address": "grafana:3000"},
          "loki": {"address": "loki:3100", "retention": "14d"},
          "fluentd": {"address": "fluentd:24224", "listen": "0.0.0.0:24224"},
          "profiles": {"demo": {"stack": {"environment": "demo"}, "grafana": {"enabled": false}}}
        }
        """
}
