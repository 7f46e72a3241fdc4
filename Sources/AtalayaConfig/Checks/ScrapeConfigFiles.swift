/// The files that prometheus.yml names in `scrape_config_files`: they hold jobs and nothing else, and no two jobs of
/// all files together have one name.
public enum ScrapeConfigFiles {
    /// The patterns of a configuration, each where it stands.
    public static func patterns(_ root: DocumentNode) -> [String] {
        (root["scrape_config_files"]?.items ?? []).compactMap(\.string)
    }

    /// What is wrong with the files together. What is wrong with their jobs is found when they are checked themselves.
    ///
    /// - Parameters:
    ///   - root: The configuration itself.
    ///   - file: Its name.
    ///   - included: The files that its patterns match, in the order of the patterns; one that two patterns match, twice.
    public static func diagnostics(
        _ root: DocumentNode, file: String, included: [(name: String, document: DocumentNode)]
    ) -> [Diagnostic] {
        var found: [Diagnostic] = []
        var places: [String: String] = [:]
        for (name, document) in [(file, root)] + included.map({ ($0.name, $0.document) }) {
            if name != file {
                for entry in document.entries ?? [] where entry.key.name != "scrape_configs" {
                    found.append(
                        Diagnostic(
                            file: name, line: entry.key.line, column: entry.key.column, rule: "unknown-key",
                            message: "unknown key '\(entry.key.name)' in a file of scrape_config_files"))
                }
            }
            var own = Set<String>()
            for job in PrometheusCheck.jobs(document) {
                guard let node = job["job_name"], let job = node.string else { continue }
                // Twice in one file is told when that is checked.
                guard own.insert(job).inserted else { continue }
                if let place = places[job] {
                    found.append(
                        Diagnostic(
                            file: name, line: node.line, column: node.column, rule: "duplicate-job",
                            message: "duplicate job '\(job)'; it is already in \(place)"))
                } else {
                    places[job] = "\(name):\(node.line)"
                }
            }
        }
        return found
    }
}
