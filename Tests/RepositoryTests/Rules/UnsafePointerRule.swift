/// Pointers stay where Swift touches C. Everywhere else bytes travel as spans and arrays.
struct UnsafePointerRule: Rule {
    let sentence = "unsafe pointers stay in AtalayaZlib, Atalaya/System and the files allowed by name"

    let breach = Tree(["Sources/AtalayaLogs/Lines/LineSplitter.swift": "bytes.withUnsafeBytes { use($0) }\n"])

    /// Files that measured what a pointer buys them. Each entry says what.
    static let allowed: [String: String] = [
        "Sources/AtalayaMetrics/Exposition/Text/LineCursor.swift":
            "a line of text in 20 ns instead of 177: appending to an array counts references and asks for room each time",
        "Sources/Atalaya/Bridges/SwiftMetrics/HandlerCache.swift":
            "a handler found in 80 ns instead of 250: counted references would be written by every thread that looks",
    ]

    private static let words = ["Unsafe", "withUnsafe", "unsafeBitCast", "Unmanaged", "withExtendedLifetime"]

    func findings(in tree: Tree) -> [Finding] {
        tree.swiftSources(under: "Sources/").flatMap { source -> [Finding] in
            if SystemFolders.contain(source.path) || Self.allowed[source.path] != nil { return [] }
            return source.numberedLines.compactMap { number, line in
                Self.words.first { line.code.contains($0) }.map { Finding(source.path, line: number, "uses \($0)") }
            }
        }
    }
}
