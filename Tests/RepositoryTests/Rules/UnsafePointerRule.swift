/// Pointers stay where Swift touches C. Everywhere else bytes travel as spans and arrays.
struct UnsafePointerRule: Rule {
    let sentence = "unsafe pointers stay in AtalayaZlib, Atalaya/System and the files allowed by name"

    let breach = Tree(["Sources/AtalayaLogs/Lines/LineSplitter.swift": "bytes.withUnsafeBytes { use($0) }\n"])

    /// Files that measured what a pointer buys them. Each entry says what.
    static let allowed: [String: String] = [
        "Sources/AtalayaTool/Documents/YAMLEvents.swift":
            "libyaml is C: its events one at a time, so that a reader can stop at its limits before there is a tree",
        "Sources/AtalayaMetrics/Exposition/Text/LineCursor.swift":
            "a line of text in 20 ns instead of 177: appending to an array counts references and asks for room each time",
        "Sources/Atalaya/Bridges/SwiftMetrics/HandlerCache.swift":
            "a handler found in 80 ns instead of 250: counted references would be written by every thread that looks",
        "Sources/AtalayaMetrics/Memory/Lock.swift":
            "the lock of the build for the thread sanitizer, which does not see the toolchain's",
        "Sources/AtalayaMetrics/Memory/AtomicWords.swift":
            "blocks of atomics that readers find by one atomic word: lookups and stripes without a lock",
        "Sources/AtalayaMetrics/Instruments/Native/NativeBlock.swift":
            "native buckets in one table that grows: counting a reference to it would cost as much as the observation",
        "Sources/AtalayaMetrics/Memory/ThreadStripe.swift":
            "the address of a local variable, which tells threads apart for nothing",
        "Sources/AtalayaMetrics/Registry/SeriesEntry.swift":
            "a series in one piece of memory that counts no references but its instrument's",
        "Sources/AtalayaMetrics/Registry/SeriesIndex.swift":
            "a lookup that retains the instrument at a place it chooses",
        "Sources/AtalayaMetrics/Registry/SeriesTable.swift": "takes over what the index has retained",
        "Sources/AtalayaMetrics/Registry/InstrumentTable.swift":
            "instruments found by the bits of their labels, in 26 ns instead of 79 by their strings",
        "Sources/AtalayaMetrics/Registry/TypedFamily.swift": "the bits of a label set, and what is lent",
        "Sources/AtalayaMetrics/Labels/LabelHash.swift":
            "three label values hashed in 15 ns instead of 49: by spans the strings are looked up again and again",
        "Sources/AtalayaLogs/MessagePack/ByteAppending.swift":
            "lines copied as blocks: an output span takes a byte at a time, seven instructions for each",
        "Sources/AtalayaLogs/MessagePack/EntryPen.swift":
            "entries written into room that is asked for once: half of the time that a parsed line took went into asking",
        "Sources/AtalayaMetrics/Labels/ByteOrder.swift":
            "labels compared eight bytes at a time when 100,000 series are sorted",
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
