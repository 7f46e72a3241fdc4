import AtalayaConfig
import Testing

struct ScrapeConfigFilesTests {
    private func diagnostics(_ root: String, _ included: [(name: String, json: String)]) throws -> [String] {
        func node(_ json: String) throws -> DocumentNode { try #require(JSONDocumentReader.read(json, file: "f").node) }
        return ScrapeConfigFiles.diagnostics(
            try node(root), file: "prometheus.yml", included: try included.map { ($0.name, try node($0.json)) }
        ).map(\.description)
    }

    private static let jobs = #"{"scrape_configs": [{"job_name": "a"}]}"#

    @Test("Jobs of all files together have names of their own")
    func duplicates() throws {
        #expect(try diagnostics(#"{"scrape_configs": [{"job_name": "b"}]}"#, [("j.yml", Self.jobs)]) == [])
        #expect(
            try diagnostics(Self.jobs, [("j.yml", Self.jobs)]) == [
                "j.yml:1: error[duplicate-job]: duplicate job 'a'; it is already in prometheus.yml:1"
            ])
        // Two patterns that match one file.
        #expect(try diagnostics("{}", [("j.yml", Self.jobs), ("j.yml", Self.jobs)]).count == 1)
    }

    @Test("Nothing but jobs stands in such a file")
    func keys() throws {
        #expect(
            try diagnostics("{}", [("j.yml", #"{"global": {}, "scrape_configs": []}"#)]) == [
                "j.yml:1: error[unknown-key]: unknown key 'global' in a file of scrape_config_files"
            ])
    }
}
