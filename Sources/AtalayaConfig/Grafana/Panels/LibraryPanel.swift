/// A panel that lives in Grafana's library and is only placed here. Title, queries and options are the library's; only
/// the name, title and size of the ``Panel`` around it are written.
public struct LibraryPanel: PanelVisualization {
    /// The uid in the library.
    public var uid: String
    /// The name in the library.
    public var name: String

    public init(uid: String, name: String) {
        self.uid = uid
        self.name = name
    }

    public init() { self.init(uid: "library", name: "Library panel") }

    public var type: String { "library-panel-ref" }
    public var needsTargets: Bool { false }
    public var options: Document { [:] }
    public var libraryPanel: Document? { ["uid": .string(uid), "name": .string(name)] }
}
