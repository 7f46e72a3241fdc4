/// A golden file that no test reads is a lie that ages.
///
/// A file counts as read when a test of the same target names it, or names the folder of goldens that holds it.
struct GoldenRule: Rule {
    let sentence = "every golden file is read by a test"

    let breach = Tree([
        "Tests/AtalayaMetricsTests/Golden/text.prom": "",
        "Tests/AtalayaMetricsTests/Golden/orphan.prom": "",
        "Tests/AtalayaMetricsTests/TextTests.swift": #"golden("text.prom")"#,
    ])

    func findings(in tree: Tree) -> [Finding] {
        tree.files(under: "Tests/").compactMap { file in
            let parts = file.path.split(separator: "/")
            guard let golden = parts.firstIndex(of: "Golden"), golden < parts.count - 1 else { return nil }
            let target = parts[..<2].joined(separator: "/")
            // `Golden` alone names every file, so it counts for none; folders below it do.
            let names = [file.name, Self.stem(file.name)] + parts[(golden + 1)...].dropLast().map(String.init)
            let isRead = tree.files(under: target + "/").contains { test in
                test.path.hasSuffix(".swift")
                    && names.contains { name in
                        test.text?.contains("\"\(name)") == true || test.text?.contains("/\(name)") == true
                    }
            }
            return isRead ? nil : Finding(file.path, "no test of \(target) names it")
        }
    }

    private static func stem(_ name: String) -> String {
        String(name.prefix { $0 != "." })
    }
}
