import Atalaya
import AtalayaTesting

@testable import Atalaya

/// The sample lines that a collector gives, without those of the registry itself.
func collectedLines(_ collector: any Collector) throws -> [String] {
    var configuration = RegistryConfiguration()
    configuration.exportsSelfMetrics = false
    let registry = MetricsRegistry(configuration: configuration)
    try registry.addCollector(collector)
    let body = MetricsEndpoint(registry: registry).respond(accept: nil, acceptEncoding: nil).body
    return String(decoding: body, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
}

extension KernelFiles {
    /// Files in memory.
    init(_ contents: [String: String]) {
        let files = MemoryFileSystem()
        for (path, text) in contents { files.write(text, to: path) }
        self.init(files: files)
    }
}
