/// Time and randomness are arguments of the pure modules; printing is the shell's affair.
struct PureModuleRule: Rule {
    let sentence = "a pure module asks no clock, rolls no dice and prints nothing"

    let breach = Tree(["Sources/AtalayaLogs/Delivery/Backoff.swift": "let now = ContinuousClock.now\n"])

    private static let modules = ["AtalayaModel", "AtalayaMetrics", "AtalayaLogs", "AtalayaConfig", "AtalayaZlib"]

    private static let words = [
        "ContinuousClock()", "ContinuousClock.now", "SuspendingClock()", "SuspendingClock.now", "Task.sleep",
        "SystemRandomNumberGenerator()", ".random(in:", ".randomElement()", ".shuffled()", "print(", "readLine(",
    ]

    func findings(in tree: Tree) -> [Finding] {
        Self.modules.flatMap { tree.swiftSources(under: "Sources/\($0)/") }.flatMap { source in
            source.numberedLines.compactMap { number, line in
                Self.words.first { Self.code(line.code, uses: $0) }.map {
                    Finding(source.path, line: number, "uses \($0)")
                }
            }
        }
    }

    /// Whole words only: `fingerprint(` does not print, and a generator given as `using:` is an argument.
    private static func code(_ code: String, uses word: String) -> Bool {
        guard let start = code.firstRange(of: word)?.lowerBound else { return false }
        if code.contains("using:") { return false }
        guard word.first?.isLetter == true, start > code.startIndex else { return true }
        let before = code[code.index(before: start)]
        return !(before.isLetter || before.isNumber || before == "_" || before == ".")
    }
}
