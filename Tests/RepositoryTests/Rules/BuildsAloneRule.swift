/// Who wants instruments without networking builds `--product AtalayaMetrics`, and that must compile neither NIO nor
/// BoringSSL.
///
/// Two things in the manifest decide it: what the product's targets reach, and that the library is static. For an
/// automatic library the build tool would build every target of the package.
struct BuildsAloneRule: Rule {
    let sentence = "the product AtalayaMetrics is static and reaches no package"

    let breach = Tree([
        "Package.swift": #"""
        .library(name: "AtalayaMetrics", targets: ["AtalayaMetrics"]),
        .target(name: "AtalayaMetrics", dependencies: ["AtalayaModel"]),
        .target(name: "AtalayaModel", dependencies: [.product(name: "NIOCore", package: "swift-nio")]),
        """#
    ])

    func findings(in tree: Tree) -> [Finding] {
        guard let manifest = tree["Package.swift"]?.text else { return [Finding("Package.swift", "is missing")] }
        let product = Self.declaration(of: "library", "AtalayaMetrics", in: manifest)
        var findings: [Finding] = []
        if product?.contains("type: .static") != true {
            findings.append(Finding("Package.swift", "the library AtalayaMetrics is not static"))
        }
        var seen: Set<String> = []
        var open = ["AtalayaMetrics"]
        while let target = open.popLast() {
            guard seen.insert(target).inserted else { continue }
            guard let declaration = Self.declaration(of: "target", target, in: manifest) else {
                findings.append(Finding("Package.swift", "AtalayaMetrics reaches \(target), which is no pure target"))
                continue
            }
            if declaration.contains(".product(") {
                findings.append(Finding("Package.swift", "AtalayaMetrics reaches a package through \(target)"))
            }
            open += Self.dependencies(in: declaration)
        }
        return findings
    }

    /// `.target(name: "X", …)` up to the parenthesis that closes it.
    static func declaration(of kind: String, _ name: String, in manifest: String) -> String? {
        guard let start = manifest.firstRange(of: ".\(kind)(name: \"\(name)\"") else { return nil }
        var depth = 0
        for index in manifest[start.lowerBound...].indices {
            switch manifest[index] {
            case "(": depth += 1
            case ")":
                depth -= 1
                if depth == 0 { return String(manifest[start.lowerBound...index]) }
            default: break
            }
        }
        return nil
    }

    /// The targets that a declaration names among its dependencies.
    private static func dependencies(in declaration: String) -> [String] {
        guard let list = declaration.firstMatch(of: /dependencies:\s*\[([^\]]*)\]/)?.output.1 else { return [] }
        return list.matches(of: /"([^"]+)"/).map { String($0.output.1) }
    }
}
