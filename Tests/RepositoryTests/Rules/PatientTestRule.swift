/// A test that sleeps is slow on a fast machine and wrong on a slow one. Who must wait for a process or a socket
/// waits for the event, in the one place that bounds it.
struct PatientTestRule: Rule {
    let sentence = "tests wait for events and never sleep"

    let breach = Tree(["Tests/AtalayaTests/ServerTests.swift": "try await Task.sleep(for: .seconds(1))\n"])

    private static let allowed = ["Tests/IntegrationTests/Support/"]
    private static let words = ["Task.sleep", "usleep(", "nanosleep(", "sleep("]

    func findings(in tree: Tree) -> [Finding] {
        tree.swiftSources(under: "Tests/").flatMap { source -> [Finding] in
            if Self.allowed.contains(where: { source.path.hasPrefix($0) }) { return [] }
            // A clock of a test's own has to have a sleep, which waits for nobody.
            return source.numberedLines.filter { !$0.line.code.contains("func sleep(") }.compactMap { number, line in
                Self.words.first { line.code.contains($0) }.map { Finding(source.path, line: number, "uses \($0)") }
            }
        }
    }
}
