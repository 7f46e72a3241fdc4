public import Atalaya
public import AtalayaMetrics

/// Expects that a registry emits exactly what a file holds, byte for byte in text 0.0.4, without the registry's own
/// metrics.
///
/// ```swift
/// try expect(registry, emitsGolden: "Golden/orders.prom")
/// ```
/// With `RECORD_GOLDENS` in the environment the file is written anew instead, and the expectation fails all the same, so
/// that nobody records by accident.
///
/// - Parameters:
///   - path: From the directory of the test's own file.
///   - isRecording: Whether to write; by default what the environment says.
/// - Throws: ``ExpectationFailure`` with the first lines that differ; `ShellError` when a file cannot be written.
public func expect(
    _ registry: MetricsRegistry, emitsGolden path: String, isRecording: Bool = Golden.isRecording,
    files: any FileSystem = SystemFileSystem(), file: String = #filePath
) throws {
    let directory = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    try Golden.expect(
        registry.goldenText(), at: path.hasPrefix("/") ? path : directory + "/" + path, isRecording: isRecording,
        files: files)
}

/// Files that say what is emitted.
public enum Golden {
    /// Whether `RECORD_GOLDENS` is in the environment.
    public static var isRecording: Bool {
        let environment = (try? SystemFileSystem().contents(of: "/proc/self/environ", bytesMax: 4 << 20)) ?? []
        return environment.split(separator: 0).contains { $0.starts(with: "RECORD_GOLDENS=".utf8) }
    }

    /// No exposition of a test is longer.
    private static let bytesMax = 16 << 20

    static func expect(_ text: String, at path: String, isRecording: Bool, files: any FileSystem) throws {
        if isRecording {
            try files.replace(path, with: Array(text.utf8))
            throw ExpectationFailure(
                "recorded \(path); look at the difference and run again without RECORD_GOLDENS", [])
        }
        let bytes: [UInt8]
        do {
            bytes = try files.contents(of: path, bytesMax: Self.bytesMax)
        } catch {
            throw ExpectationFailure("\(error); RECORD_GOLDENS=1 records it", [])
        }
        let expected = String(decoding: bytes, as: UTF8.self)
        if !expected.utf8.elementsEqual(text.utf8) {
            throw ExpectationFailure(
                "\(path) differs; RECORD_GOLDENS=1 records what is emitted now", Self.differences(expected, text))
        }
    }

    private static func differences(_ expected: String, _ actual: String) -> [String] {
        let expected = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let actual = actual.split(separator: "\n", omittingEmptySubsequences: false)
        return actual.difference(from: expected).map { change in
            switch change {
            case .remove(let offset, let line, _): "\(offset + 1) - \(line)"
            case .insert(let offset, let line, _): "\(offset + 1) + \(line)"
            }
        }
    }
}

extension MetricsRegistry {
    fileprivate func goldenText() -> String {
        let snapshot = self.snapshot()
        let own = snapshot.families.filter { !$0.name.hasPrefix("atalaya_metrics_") }
        return String(decoding: PlainTextFormat().bytes(of: Snapshot(families: own)), as: UTF8.self)
    }
}
