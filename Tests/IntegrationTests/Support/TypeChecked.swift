import Foundation
import Testing

/// The compiler's opinion on a source that uses the built modules.
enum TypeChecked {
    fileprivate static let compiler: String? = (Checkout.environment("PATH") ?? "").split(separator: ":")
        .map { "\($0)/swiftc" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    fileprivate static let modules = Checkout.binaries + "/Modules"

    /// Expects an error in each line with a comment that begins with `no:`, and in no other.
    static func expect(_ source: String) async throws {
        let place = try TemporaryFolder()
        let file = try place.write("source.swift", source)
        let compiler = try #require(Self.compiler)
        let outcome = try await RunningProgram.run(
            compiler, ["-typecheck", "-swift-version", "6", "-I", modules, file], within: .seconds(300))
        let refused = outcome.errorLines.compactMap { line -> Int? in
            let parts = line.components(separatedBy: ": error: ")[0].split(separator: ":")
            return line.contains(": error: ") && parts.count == 3 ? Int(parts[1]) : nil
        }
        let expected = source.components(separatedBy: "\n").enumerated()
            .filter { $0.element.contains("// no: ") }.map { $0.offset + 1 }
        #expect(Set(refused) == Set(expected), "\(outcome.errors)")
        #expect(outcome.exitCode == 1)
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips the test where there is no compiler, or no modules for it.
    static var needsCompiler: Self {
        .enabled(
            if: TypeChecked.compiler != nil && Checkout.exists(TypeChecked.modules + "/AtalayaConfig.swiftmodule"),
            "swiftc and its modules")
    }
}
