/// Renders the files that the stack carries along.
public struct ImportedRenderer: StackRenderer {
    public init() {}

    public var name: String { "imported" }

    public func render(_ stack: ValidatedStack) -> [RenderedFile] {
        stack.stack.imported.map { RenderedFile(path: $0.path, contents: $0.contents) }
    }
}
