import Atalaya
import AtalayaModel
import CoreMetrics
import Foundation
import Logging
import Testing

/// `docs/METRICS.md` says what we emit; this holds the page to the code, in both directions.
@Suite("The page of metrics")
struct MetricsPageTests {
    private struct Row: Hashable, CustomStringConvertible {
        var name: String
        var kind: String
        var labels: [String]

        init(name: String, kind: String, labels: [String]) {
            self.name = name
            self.kind = kind
            self.labels = labels
        }

        init(_ descriptor: MetricDescriptor) {
            self.init(
                name: descriptor.name.rawValue, kind: descriptor.kind.rawValue,
                labels: descriptor.labels.map(\.name.rawValue))
        }

        var description: String { "\(name) \(kind) \(labels)" }
    }

    @Test("lists every metric with its type and labels, and no other")
    func pageEqualsCode() throws {
        let page = try Self.page().compactMap(Self.row)
        let collected = try StandardCollector.all.flatMap { try $0.descriptors() }
        let code = try (SidecarMetrics.all + collected).map(Row.init) + Self.everyRegistry()
        #expect(Set(page).subtracting(code) == [], "on the page, not in the code")
        #expect(Set(code).subtracting(page) == [], "in the code, not on the page")
        #expect(page.count == Set(page.map(\.name)).count, "a metric is listed twice")
    }

    @Test("says of each metric what its help text says")
    func meaningsAreTheHelpTexts() throws {
        let text = try Self.page().joined(separator: "\n").replacing("`", with: "")
        for metric in try SidecarMetrics.all + StandardCollector.all.flatMap({ try $0.descriptors() }) {
            #expect(text.contains(metric.help), "\(metric.name): \(metric.help)")
        }
    }

    /// What a registry with counts of log messages and the swift-metrics backend exposes before anybody uses it.
    private static func everyRegistry() throws -> [Row] {
        let registry = MetricsRegistry()
        _ = try LogMessageCounts(registry: registry).counting(SwiftLogNoOpLogHandler(), label: "a")
        _ = try RuntimeProbe(registry: registry)
        let factory = SwiftMetricsFactory(registry: registry)
        defer { withExtendedLifetime(factory) {} }
        return registry.snapshot().families.map { family in
            Row(
                name: family.name, kind: family.kind.rawValue,
                labels: family.series.first?.labels.pairs.map(\.name) ?? [])
        }
    }

    private static func page() throws -> [String] {
        var directory = URL(filePath: #filePath)
        repeat {
            directory.deleteLastPathComponent()
        } while !FileManager.default.fileExists(
            atPath: directory.appending(path: "Package.swift").path)
        let text = try String(contentsOf: directory.appending(path: "docs/METRICS.md"), encoding: .utf8)
        return text.split(separator: "\n").map(String.init)
    }

    /// `| \`name\` | type | \`label\`, … | meaning |`
    private static func row(_ line: String) -> Row? {
        let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        guard cells.count >= 6, cells[1].hasPrefix("`") else { return nil }
        let labels = cells[3].split(separator: ",").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "` ")) }
        return Row(
            name: cells[1].trimmingCharacters(in: CharacterSet(charactersIn: "`")), kind: cells[2], labels: labels)
    }
}
