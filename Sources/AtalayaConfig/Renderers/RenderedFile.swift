/// A file of the rendered stack, still in memory. Only the tool touches the disk.
public struct RenderedFile: Hashable, Sendable {
    /// Relative to the output directory, with `/` between the parts: `monitoring/prometheus.yml`.
    public var path: String
    public var contents: String

    public init(path: String, contents: String) {
        self.path = path
        self.contents = contents
    }
}
