import Foundation
import Testing

/// `monitoring/`, `logging/` and `kubernetes/` at the top of the tree are what users deploy, and goldens at the same time.
/// What they do not have is in those of `Examples/shop`.
///
/// `RECORD_GOLDENS=1 swift test --filter GoldenStackTests` writes them anew, and fails, so that nobody records by accident.
@Suite("The rendered reference stack", .serialized)
struct GoldenStackTests {
    private static let folders = ["monitoring", "logging", "kubernetes"]

    @Test("is what lies in the tree, file by file and byte by byte", arguments: [KeptStack.reference, .shop])
    func equalsTheTree(stack: KeptStack) async throws {
        let rendered = try await ReferenceStack(of: stack).files
        if Checkout.environment("RECORD_GOLDENS") != nil {
            try record(rendered, of: stack)
            Issue.record(
                "recorded \(rendered.count) files; look at the difference and run again without RECORD_GOLDENS")
            return
        }
        let kept = try Self.kept(of: stack)
        #expect(Set(rendered.keys) == Set(kept.keys))
        for (path, text) in rendered where kept[path] != nil && kept[path] != text {
            let line = Self.firstDifference(text, kept[path] ?? "")
            Issue.record("\(path):\(line): differs; RECORD_GOLDENS=1 records what is rendered now")
        }
    }

    @Test("has the same bytes from run to run", arguments: [[], ["--profile", "demo"]])
    func isDeterministic(_ arguments: [String]) async throws {
        let first = try await ReferenceStack(arguments).files
        let second = try await ReferenceStack(arguments).files
        #expect(first.count > 5)
        #expect(first == second)
    }

    @Test("differs for --check after any edit of any file, and is put right by generate")
    func checkSeesEveryEdit() async throws {
        let stack = try await ReferenceStack()
        let arguments = ["--output", stack.folder.path]
        for (path, text) in stack.files {
            try stack.folder.write(path, text + "\n")
            let edited = try await ReferenceStack.generate(arguments + ["--check"])
            #expect(edited.exitCode == 1, "\(path) was edited")
            #expect(edited.errorLines.first?.contains(path) == true, "\(edited.errors)")
            #expect(stack.folder.text(of: path) == text + "\n", "--check writes nothing")
            try stack.folder.write(path, text)
        }
        #expect(try await ReferenceStack.generate(arguments + ["--check"]).exitCode == 0)
    }

    @Test("comes out of Swift code as it comes out of YAML")
    func stackInSwift() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await RunningProgram.run(Checkout.stackInSwift, [folder.path])
        try #require(outcome.exitCode == 0, "\(outcome.errors)")
        let fromSwift = try folder.allFiles()
        let fromYAML = try await ReferenceStack().files
        #expect(Set(fromSwift.keys) == Set(fromYAML.keys))
        for (path, text) in fromYAML where fromSwift[path] != text {
            let line = Self.firstDifference(text, fromSwift[path] ?? "")
            Issue.record("\(path):\(line): from Swift it is another one")
        }
    }

    /// By the paths that they are rendered to.
    private static func kept(of stack: KeptStack) throws -> [String: String] {
        let root = Checkout.root + "/" + stack.folder
        let paths = folders.flatMap { folder -> [String] in
            let names = FileManager.default.enumerator(atPath: root + folder)?.compactMap {
                $0 as? String
            }
            return (names ?? []).map { folder + "/" + $0 }
        }
        let pairs = paths.compactMap { path -> (String, String)? in
            var isDirectory: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: root + path, isDirectory: &isDirectory)
            return isDirectory.boolValue ? nil : (path, (try? Checkout.text(of: stack.folder + path)) ?? "")
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    private func record(_ rendered: [String: String], of stack: KeptStack) throws {
        let root = Checkout.root + "/" + stack.folder
        for path in try Self.kept(of: stack).keys where rendered[path] == nil {
            try FileManager.default.removeItem(atPath: root + path)
        }
        for (path, text) in rendered {
            let url = URL(fileURLWithPath: root + path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
    }

    /// The number of the first line that two texts do not share.
    private static func firstDifference(_ left: String, _ right: String) -> Int {
        let (left, right) = (
            left.split(separator: "\n", omittingEmptySubsequences: false),
            right.split(separator: "\n", omittingEmptySubsequences: false)
        )
        return
            (zip(left, right).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            ?? min(left.count, right.count)) + 1
    }
}
