import AtalayaModel

/// prometheus.yml: which targets and series are lost, which are new, and how often they are looked at.
struct PrometheusComparison: DocumentComparison {
    let kind = "prometheus"

    func changes(from old: [ComparedFile], to new: [ComparedFile]) -> [ConfigChange] {
        FilePairs(old, new).changes(of: kind) { old, new in
            Self.changes(from: old.document, to: new.document, file: new.name)
        }
    }

    private static func changes(from old: DocumentNode, to new: DocumentNode, file: String) -> [ConfigChange] {
        let jobs = ItemPairs(
            PrometheusCheck.jobs(old), PrometheusCheck.jobs(new),
            by: [{ $0.text("job_name") }, { targets(of: $0).isEmpty ? nil : targets(of: $0).sorted().description }])
        var found = jobs.pairs.flatMap { pair in
            JobComparison(old: pair.old, new: pair.new, oldRoot: old, newRoot: new, file: file).changes()
        }
        found += jobs.removed.map { job in
            let count = targets(of: job).count
            let what = count == 0 ? "its targets are" : count == 1 ? "its target is" : "its \(count) targets are"
            return ConfigChange(
                "job-removed", .blind, subject(job), "is gone; \(what) scraped no more", at: job, in: file)
        }
        found += jobs.added.map {
            ConfigChange("job-added", .noise, subject($0), "is new", at: $0, in: file)
        }
        found += listChanges(old, new, file)
        var rest = ValueChanges(
            subject: "prometheus.yml", file: file,
            except: ["scrape_configs", "rule_files", "scrape_config_files", "remote_write", "alerting", "global"])
        found += rest.changes(from: old, to: new)
        rest.subject = "global settings"
        // What becomes of the jobs is told of each.
        rest.except = PrometheusCheck.jobs(new).isEmpty ? [] : ["scrape_interval", "scrape_timeout"]
        rest.known["external_labels"] = ValueChanges.Known(change: "external-labels", risk: .meaning)
        rest.known["evaluation_interval"] = ValueChanges.Known(change: "evaluation-interval", risk: .meaning)
        let empty = DocumentNode(.mapping([]))
        return found + rest.changes(from: old["global"] ?? empty, to: new["global"] ?? empty)
    }

    /// What the file names: other files, and those it speaks to.
    private static func listChanges(_ old: DocumentNode, _ new: DocumentNode, _ file: String) -> [ConfigChange] {
        var found: [ConfigChange] = []
        for (key, what) in [("rule_files", "rules of"), ("scrape_config_files", "jobs of")] {
            let files = ItemPairs(old[key]?.items ?? [], new[key]?.items ?? [], by: [{ $0.scalarText }])
            found += files.removed.map {
                ConfigChange(
                    "file-no-longer-read", .blind, key, "\(what) '\($0.scalarText ?? "")' are no longer read", at: $0,
                    in: file)
            }
            found += files.added.map {
                ConfigChange(
                    "file-newly-read", .noise, key, "\(what) '\($0.scalarText ?? "")' are read", at: $0, in: file)
            }
        }
        let writes = ItemPairs(
            old["remote_write"]?.items ?? [], new["remote_write"]?.items ?? [],
            by: [{ $0.text("name") }, { $0.text("url") }])
        found += writes.removed.map {
            ConfigChange(
                "remote-write-removed", .blind, "remote write", "to \(ValueChanges.address($0)) ends", at: $0, in: file)
        }
        found += writes.added.map {
            ConfigChange(
                "remote-write-added", .noise, "remote write", "to \(ValueChanges.address($0)) begins", at: $0, in: file)
        }
        found += writes.pairs.flatMap { old, new in
            RelabelComparison(
                subject: "remote write to \(ValueChanges.address(new))", file: file, key: "write_relabel_configs",
                of: "series"
            ).changes(from: old, to: new)
                + ValueChanges(
                    subject: "remote write to \(ValueChanges.address(new))", file: file,
                    except: ["write_relabel_configs"]
                ).changes(from: old, to: new)
        }
        func alertmanagers(_ root: DocumentNode) -> Set<String> {
            Set((root["alerting"]?["alertmanagers"]?.items ?? []).flatMap(targets))
        }
        let place = new["alerting"] ?? new
        found += alertmanagers(old).subtracting(alertmanagers(new)).sorted().map {
            ConfigChange(
                "alertmanager-removed", .blind, "Alertmanager '\($0)'", "gets no alerts any more", at: place, in: file)
        }
        found += alertmanagers(new).subtracting(alertmanagers(old)).sorted().map {
            ConfigChange("alertmanager-added", .noise, "Alertmanager '\($0)'", "gets alerts", at: place, in: file)
        }
        found += RelabelComparison(subject: "alerts", file: file, key: "alert_relabel_configs", of: "alerts").changes(
            from: old["alerting"] ?? new, to: new["alerting"] ?? new)
        // The targets are told above; what else is in there is told as it is.
        return found
            + ValueChanges(subject: "alerting", file: file, except: ["alert_relabel_configs"]).changes(
                from: old["alerting"].map(withoutTargets), to: new["alerting"].map(withoutTargets))
    }

    private static func withoutTargets(_ alerting: DocumentNode) -> DocumentNode {
        var alerting = alerting
        guard var entries = alerting.entries else { return alerting }
        for index in entries.indices where entries[index].key.name == "alertmanagers" {
            let items = (entries[index].value.items ?? []).map { item -> DocumentNode in
                var item = item
                item.value = .mapping((item.entries ?? []).filter { $0.key.name != "static_configs" })
                return item
            }
            entries[index].value.value = .sequence(items)
        }
        alerting.value = .mapping(entries)
        return alerting
    }

    static func subject(_ job: DocumentNode) -> String { "job '\(job.text("job_name") ?? "")'" }

    static func targets(of job: DocumentNode) -> [String] {
        (job["static_configs"]?.items ?? []).flatMap { ($0["targets"]?.items ?? []).compactMap(\.scalarText) }
    }
}

extension ValueChanges {
    /// Where something goes, without the password that an address may have.
    static func address(_ node: DocumentNode) -> String {
        guard let url = node.text("url"), let at = url.lastIndex(of: "@") else { return "'\(node.text("url") ?? "")'" }
        return "'…\(url[at...])'"
    }
}

/// One job.
private struct JobComparison {
    var old: DocumentNode
    var new: DocumentNode
    var oldRoot: DocumentNode
    var newRoot: DocumentNode
    var file: String

    private var subject: String { PrometheusComparison.subject(new) }

    func changes() -> [ConfigChange] {
        var found: [ConfigChange] = []
        func add(_ change: String, _ risk: ConfigChange.Risk, _ message: String, _ key: String) {
            found.append(ConfigChange(change, risk, subject, message, at: new[key] ?? new, in: file))
        }
        if let name = old.text("job_name"), name != new.text("job_name") {
            add("job-renamed", .blind, "was '\(name)'; what asks for that label finds nothing", "job_name")
        }
        if let change = effective("scrape_interval", "1m") {
            add(
                "scrape-interval", change.isLonger ?? true ? .meaning : .noise,
                "is scraped every \(change.new ?? ""), not \(change.old ?? "")", "scrape_interval")
        }
        if let change = effective("scrape_timeout", "10s") {
            add(
                "scrape-timeout", change.isLonger ?? false ? .meaning : .blind,
                "has \(change.new ?? "") to answer, not \(change.old ?? "")", "scrape_timeout")
        }
        found += targetChanges()
        found += RelabelComparison(subject: subject, file: file, key: "relabel_configs", of: "targets")
            .changes(from: old, to: new)
        found += RelabelComparison(subject: subject, file: file, key: "metric_relabel_configs", of: "series")
            .changes(from: old, to: new)
        var values = ValueChanges(
            subject: subject, file: file, change: "job-setting",
            except: [
                "job_name", "scrape_interval", "scrape_timeout", "static_configs", "relabel_configs",
                "metric_relabel_configs",
            ])
        for key in ["sample_limit", "target_limit", "label_limit", "body_size_limit"] {
            values.known[key] = ValueChanges.Known(change: "job-limit", risk: .blind)
        }
        return found + values.changes(from: old, to: new)
    }

    private func effective(_ key: String, _ standard: String) -> DurationChange? {
        DurationChange(
            old.text(key) ?? oldRoot["global"]?.text(key) ?? standard,
            new.text(key) ?? newRoot["global"]?.text(key) ?? standard)
    }

    private func targetChanges() -> [ConfigChange] {
        /// The labels of each target; one that stands twice has those of its first place.
        func labelled(_ job: DocumentNode) -> [String: DocumentNode] {
            var found: [String: DocumentNode] = [:]
            for config in job["static_configs"]?.items ?? [] {
                for target in (config["targets"]?.items ?? []).compactMap(\.scalarText) where found[target] == nil {
                    found[target] = config["labels"] ?? DocumentNode(.mapping([]))
                }
            }
            return found
        }
        let before = labelled(old)
        let after = labelled(new)
        let place = new["static_configs"] ?? new
        let lost = before.keys.filter { after[$0] == nil }.sorted().map {
            ConfigChange("target-lost", .blind, subject, "the target '\($0)' is scraped no more", at: place, in: file)
        }
        let gained = after.keys.filter { before[$0] == nil }.sorted().map {
            ConfigChange("target-new", .noise, subject, "the target '\($0)' is scraped", at: place, in: file)
        }
        let relabelled = after.sorted { $0.key < $1.key }.flatMap { target, labels in
            before[target].map {
                ValueChanges(subject: "\(subject), target '\(target)'", file: file, change: "target-label").changes(
                    from: $0, to: labels)
            } ?? []
        }
        return lost + gained + relabelled
    }
}
