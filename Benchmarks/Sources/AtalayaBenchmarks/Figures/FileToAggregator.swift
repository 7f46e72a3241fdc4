import Atalaya
import AtalayaZlib
import Dispatch
import Foundation
import Logging
import Measuring

/// The whole way of plain lines: from a file through the sidecar to an aggregator in another process, until everything is
/// acknowledged. Counted is the processor time of the whole process, the kernel's part included.
struct FileToAggregator: Figure {
    /// Nil sends chunks as they are.
    let level: CompressionLevel?
    let targets: [Target]

    init(level: CompressionLevel?, target: Target) {
        self.level = level
        targets = [target]
    }

    var name: String {
        "file to acknowledged, \(level.map { "level \($0.rawValue)" } ?? "not compressed"), for each byte"
    }

    var limit: String {
        level == nil ? "one copy of the same chunks" : "bare deflate of the same chunks, same level"
    }

    private static let corpusBytes = 48 << 20

    func prepare() throws -> Contest {
        let scene = try Scene(corpus: LogCorpus.application(bytes: Self.corpusBytes))
        let pieces = stride(from: 0, to: scene.bytes.count, by: LogShipping.pieceBytes).map { start in
            Array(scene.bytes[start..<min(scene.bytes.count, start + LogShipping.pieceBytes)])
        }
        let chunks = try LogShipping.chunks(of: pieces, level: nil).map(\.entries)
        let bare = level.map { BareDeflate(level: $0.rawValue, inputBytesMax: chunks.map(\.count).max() ?? 0) }
        return Contest(
            ours: {
                try Cost.measureProcess(operations: scene.bytes.count) { try scene.ship(level: level?.rawValue) }
            },
            limit: {
                Cost.measure(operations: scene.bytes.count) {
                    for chunk in chunks {
                        if let bare {
                            blackHole(bare.compress(chunk))
                        } else {
                            blackHole(
                                [UInt8](unsafeUninitializedCapacity: chunk.count) { buffer, count in
                                    count = chunk.withUnsafeBufferPointer { buffer.update(fromContentsOf: $0) }
                                })
                        }
                    }
                }
            })
    }

    /// The file, and the aggregator. Both go away with it.
    private final class Scene: Sendable {
        let bytes: [UInt8]
        private let lines: Int
        private let directory: URL
        private let aggregator: Process
        private let port: UInt16

        init(corpus: LogCorpus) throws {
            bytes = corpus.fileBytes
            lines = corpus.lines.count
            directory = FileManager.default.temporaryDirectory.appendingPathComponent(
                "atalaya-bench-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            try Data(bytes).write(to: directory.appendingPathComponent("app.log"))
            (aggregator, port) = try Aggregator.start()
        }

        deinit {
            aggregator.terminate()
            try? FileManager.default.removeItem(at: directory)
        }

        func ship(level: Int?) throws {
            try? FileManager.default.removeItem(at: directory.appendingPathComponent("state"))
            var configuration = SidecarConfiguration(
                listen: Endpoint(host: "127.0.0.1", port: 0), forward: Endpoint(host: "127.0.0.1", port: port),
                checkpointDirectory: directory.appendingPathComponent("state").path,
                tails: [
                    SidecarConfiguration.Tail(
                        source: "app", path: directory.appendingPathComponent("app.log").path, format: "none")
                ],
                limits: SidecarConfiguration.Limits(compressionLevel: level ?? 1))
            if level == nil { configuration.compression = "none" }
            let runtime = try SidecarRuntime(
                configuration: configuration, logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
            let isOver = DispatchSemaphore(value: 0)
            let lines = self.lines
            Task.detached {
                let run = Task { try await runtime.run() }
                while runtime.accounts.acknowledgedRecords < lines { try await Task.sleep(for: .milliseconds(5)) }
                run.cancel()
                _ = await run.result
                isOver.signal()
            }
            isOver.wait()
        }
    }
}
