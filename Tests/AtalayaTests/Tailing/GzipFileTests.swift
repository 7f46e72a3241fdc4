import AtalayaTesting
import AtalayaZlib
import Testing

@testable import Atalaya

/// The text of compressed files, as readers of logs want it.
@Suite("A gzip file read as text")
struct GzipFileTests {
    private let files = MemoryFileSystem()

    private func open(_ bytes: [UInt8]) throws -> GzipFile {
        self.files.write(bytes, to: "/a.gz")
        return try GzipFile(try self.files.openForReading("/a.gz"), path: "/a.gz")
    }

    private static let text = Array((0..<20_000).map { "line \($0) \($0 &* 7_919)\n" }.joined().utf8)

    @Test(
        "any part can be read, forwards, again, and backwards",
        arguments: [[0], [0, 0], [100, 50_000, 49_744, 300_000], [300_000, 10], [1 << 40, 5], [299_000, 299_001]])
    func parts(offsets: [UInt64]) throws {
        let file = try self.open(Zlib.compress(Self.text))
        for offset in offsets {
            let start = min(Int(offset), Self.text.count)
            let expected = Array(Self.text[start..<min(start + 5_000, Self.text.count)])
            #expect(try file.read(at: offset, bytesMax: 5_000) == expected)
        }
        #expect(file.takeProblem() == nil)
    }

    @Test("members one after the other are one text")
    func members() throws {
        let half = Self.text.count / 2
        let bytes = try Zlib.compress(Array(Self.text[..<half])) + Zlib.compress(Array(Self.text[half...]))
        #expect(try self.open(bytes).read(at: 0, bytesMax: Self.text.count + 1) == Self.text)
    }

    @Test("the key is that of the compressed file")
    func key() throws {
        let file = try self.open(Zlib.compress(Self.text))
        #expect(try file.status().inode == self.files.status(of: "/a.gz").inode)
    }

    @Test("what is cut short or damaged is read up to there, and said once", arguments: [0.0, 0.3, 0.9])
    func damage(part: Double) throws {
        let whole = try Zlib.compress(Self.text)
        let cut = Int(Double(whole.count) * part)
        for bytes in [Array(whole[..<cut]), Array(whole[..<cut]) + [UInt8](repeating: 0xFF, count: 9_000)] {
            let file = try self.open(bytes)
            let text = try file.read(at: 0, bytesMax: 1 << 30)
            // What follows the cut may look like text for a while.
            let common = zip(text, Self.text).prefix { $0 == $1 }.count
            #expect(common >= Int(Double(Self.text.count) * (part - 0.3)))
            #expect(file.takeProblem()?.code == .damaged)
            #expect(file.takeProblem() == nil)
            #expect(try file.read(at: UInt64(text.count), bytesMax: 100) == [])
        }
    }

    @Test("text that is a thousand times as long as the file is skipped a piece at a time")
    func bomb() throws {
        let million = [UInt8](repeating: 0, count: 1 << 20)
        var bytes: [UInt8] = []
        for _ in 0..<64 { bytes += try Zlib.compress(million) }
        let file = try self.open(bytes)
        #expect(try file.read(at: 64 << 20 - 10, bytesMax: 100).count == 10)
        #expect(file.takeProblem() == nil)
    }
}
