import AtalayaModel
import Foundation
import Testing

/// Prometheus, Loki and Alertmanager are programs in Go: what its `regexp` says of a pattern is what they say.
@Suite("Patterns")
struct PatternPeerTests {
    /// Reads patterns in hexadecimal, one a line, and answers in the form of ``answer(_:)``.
    private static let program = """
        package main

        import (
            "bufio"
            "encoding/hex"
            "fmt"
            "os"
            "regexp"
        )

        func main() {
            lines := bufio.NewScanner(os.Stdin)
            for lines.Scan() {
                pattern, _ := hex.DecodeString(lines.Text())
                expression, err := regexp.Compile(string(pattern))
                if err != nil {
                    fmt.Println("refused")
                    continue
                }
                for _, text := range os.Args[1:] {
                    fmt.Print(expression.FindStringSubmatchIndex(text))
                }
                fmt.Println()
            }
        }
        """

    private static let pieces = [
        "a", "b", "c", "(", "(", ")", ")", "[", "]", "^", "-", "|", "*", "+", "?", "{", "}", "{2}", "{2,}", "{1,3}",
        "{01}", "{0}", "{30}", "{1000}", "{1001}", "{,2}", ",", "1", "\\", "\\d", "\\W", "\\b", "\\B", "\\A", "\\z",
        "\\pL", "\\p{Greek}", "\\p{^Lu}", "\\P{N}", "\\pX", "\\Q", "\\E", "\\x41", "\\x{e9}", "\\101", "\\1", "\\8",
        "\\.", "\\_", "\\C", "\\Z", "\\n", "[:alpha:]", "[:^digit:]", "[[:", "[:x:]", "(?i:", "(?s)", "(?m)", "(?U)",
        "(?i-s:", "(?:", "(?P<n>", "(?P<m>", "(?=", "(?", "é", "É", "k", "\u{212A}", ".", "$", "\n", "😀", "[a-c]",
        "[^a]",
        "[k-\\x{17f}]",
    ]
    private static let texts = [
        "", "a", "ab", "abc", "aabbcc", "b\na", "É", "K1-", "\u{212A}s\u{17F}", "a{01}", "]^-", "[:x:]", "A1.2é",
    ]

    @Test("are read and found as Go does it", .needs(.go))
    func agrees() async throws {
        let folder = try TemporaryFolder()
        let source = try folder.write("main.go", Self.program)
        var random = SystemRandomNumberGenerator()
        let patterns = (0..<20_000).map { _ in
            (0..<Int.random(in: 1...9, using: &random)).map { _ in Self.pieces.randomElement()! }.joined()
        }
        let input = patterns.map { $0.utf8.map { String(format: "%02x", $0) }.joined() + "\n" }.joined()
        let outcome = try await Peer.go.run(["run", source] + Self.texts, input: input)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let theirs = outcome.output.split(separator: "\n").map(String.init)
        try #require(theirs.count == patterns.count)
        for (pattern, theirs) in zip(patterns, theirs) {
            // Alternatives with a common start lose (?i) in Go before 1.21.
            if pattern.contains("(?i"), pattern.contains("|") { continue }
            guard let ours = Self.answer(pattern) else { continue }
            #expect(ours == theirs, "\(pattern)")
        }
    }

    /// Nil for what is read and not matched here: scripts, and two groups of one name.
    private static func answer(_ text: String) -> String? {
        guard (try? PatternSyntax(text)) != nil else { return "refused" }
        let limits = PatternLimits(stepsMax: 100_000)
        guard let pattern = try? Pattern(text, limits: limits) else { return nil }
        return texts.map { text in
            let match = pattern.firstMatch(in: text)
            let places = (0...pattern.captureNames.count).map { index in
                match?[index].map { "\($0.lowerBound) \($0.upperBound)" } ?? "-1 -1"
            }
            return match == nil ? "[]" : "[\(places.joined(separator: " "))]"
        }.joined()
    }
}
