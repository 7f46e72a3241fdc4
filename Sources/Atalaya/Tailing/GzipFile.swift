import AtalayaLogs
import AtalayaZlib
import Synchronization

// Design
//
// A log that was compressed after its rotation is read as if it had not been: offsets are those of the text, and so are
// the beginning and the bytes before an offset by which a file is recognised. Nobody above has to know.
//
// Compressed text can only be read forwards. Readers of logs go forwards too, and look back at a few bytes before the
// place that they go on from; so what was given last is kept. Going further back means to begin again.
//
// Memory is bounded by what was asked for and by what one small piece of the file can become, which is a thousand times
// its size at most: 4 MiB. What is skipped is decompressed, and dropped as it comes.

/// The text of a gzip file.
///
/// One that is damaged, or is cut short, ends where it can be read no further, and says so in ``takeProblem()``.
final class GzipFile: ReadableFile {
    /// How much of the compressed file is taken at a time.
    private static let pieceBytes = 4 << 10

    private struct State: ~Copyable {
        var decompressor: Decompressor
        /// Read from the compressed file.
        var position: UInt64 = 0
        /// Text that was not skipped, and where it begins.
        var text: [UInt8] = []
        var start: UInt64 = 0
        var isAtEnd = false
        var problem: ShellError?
        var isProblemTaken = false
    }

    private let file: any ReadableFile
    private let path: String
    private let state: Mutex<State>

    /// - Parameter path: What the file is called, for its errors.
    /// - Throws: ``ShellError`` where there is no memory to decompress with.
    init(_ file: any ReadableFile, path: String) throws(ShellError) {
        self.file = file
        self.path = path
        do throws(ZlibError) {
            self.state = Mutex(State(decompressor: try Decompressor(format: .gzip, outputBytesMax: .max)))
        } catch {
            throw ShellError(.inputOutput, subject: path, message: error.message)
        }
    }

    /// What is wrong with the file, if that has been met since it was opened; told once.
    func takeProblem() -> ShellError? {
        self.state.withLock { state in
            guard !state.isProblemTaken, let problem = state.problem else { return nil }
            state.isProblemTaken = true
            return problem
        }
    }

    /// The status of the compressed file: its key, and a size that is not the text's.
    func status() throws(ShellError) -> FileStatus { try self.file.status() }

    func read(at offset: UInt64, bytesMax: Int) throws(ShellError) -> [UInt8] {
        try self.state.withLock { state throws(ShellError) in
            if offset < state.start { Self.rewind(&state) }
            Self.skip(to: offset, &state)
            while !state.isAtEnd, state.start < offset || state.text.count < bytesMax {
                try self.advance(&state)
                Self.skip(to: offset, &state)
            }
            return state.start < offset ? [] : Array(state.text.prefix(bytesMax))
        }
    }

    private static func rewind(_ state: inout State) {
        state.decompressor.reset()
        state.position = 0
        state.text = []
        state.start = 0
        state.isAtEnd = false
    }

    private static func skip(to offset: UInt64, _ state: inout State) {
        guard offset > state.start else { return }
        let count = min(UInt64(state.text.count), offset - state.start)
        // A copy gives back the memory of what a reader has been through.
        state.text = Array(state.text[Int(count)...])
        state.start += count
    }

    /// Decompresses the next piece.
    private func advance(_ state: inout State) throws(ShellError) {
        let piece = try self.file.read(at: state.position, bytesMax: Self.pieceBytes)
        state.position += UInt64(piece.count)
        do throws(ZlibError) {
            if piece.isEmpty {
                state.isAtEnd = true
                try state.decompressor.finish()
            } else {
                try state.decompressor.write(piece, into: &state.text)
            }
        } catch {
            state.isAtEnd = true
            state.problem = ShellError(.damaged, subject: self.path, message: "\(error.message); read up to there")
        }
    }
}
