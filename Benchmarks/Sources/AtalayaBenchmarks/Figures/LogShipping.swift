import AtalayaLogs
import AtalayaZlib
import Measuring

/// From the bytes of a file to chunks that are ready to send: split, encode, compress. What is missing to the whole way
/// are the file and the socket.
struct LogShipping: Figure {
    let level: CompressionLevel
    let targets: [Target]

    init(level: CompressionLevel, target: Target) {
        self.level = level
        targets = [target]
    }

    var name: String { "log bytes to gzip chunks, level \(level.rawValue), for each byte" }
    let limit = "bare deflate of the same chunks, same level"

    private static let corpusBytes = 4 << 20
    /// As much as a tailer reads at once.
    static let pieceBytes = 64 << 10

    func prepare() throws -> Contest {
        let file = LogCorpus.application(bytes: Self.corpusBytes).fileBytes
        let pieces = stride(from: 0, to: file.count, by: Self.pieceBytes).map { start in
            Array(file[start..<min(file.count, start + Self.pieceBytes)])
        }
        let chunks = try Self.chunks(of: pieces, level: nil).map(\.entries)
        let bare = BareDeflate(level: level.rawValue, inputBytesMax: chunks.map(\.count).max() ?? 0)
        return Contest(
            ours: {
                try Cost.measure(operations: file.count) { blackHole(try Self.chunks(of: pieces, level: level)) }
            },
            limit: {
                Cost.measure(operations: file.count) {
                    for chunk in chunks { blackHole(bare.compress(chunk)) }
                }
            })
    }

    /// Level nil leaves the chunks uncompressed.
    static func chunks(of pieces: [[UInt8]], level: CompressionLevel?) throws -> [Chunk] {
        var random = SystemRandomNumberGenerator()
        var compressor = try Compressor(format: .gzip, level: level ?? .default)
        var splitter = LineSplitter()
        var builder = try ChunkBuilder(tag: "app")
        var template = try LineEntryTemplate()
        template.setTime(LogTime(seconds: 1_767_225_600, nanoseconds: 0))
        var chunks: [Chunk] = []
        var problem: (any Error)?

        func seal() throws {
            let id = ChunkID(random: &random)
            chunks.append(try level == nil ? builder.seal(id: id) : builder.seal(id: id, with: &compressor))
        }
        for piece in pieces {
            splitter.append(piece.span) { line, mark in
                do {
                    let span = SourceSpan(source: "app.log", from: mark.startOffset, to: mark.endOffset)
                    try builder.append(line: line, using: template, span: span, at: .zero)
                    if builder.isFull { try seal() }
                } catch {
                    problem = error
                }
            }
        }
        if !builder.isEmpty { try seal() }
        if let problem { throw problem }
        return chunks
    }
}
