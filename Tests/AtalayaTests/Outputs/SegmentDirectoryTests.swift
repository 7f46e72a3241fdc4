@testable import Atalaya
import AtalayaLogs
import AtalayaTesting
import AtalayaZlib
import Foundation
import Testing

@Suite("Files of compressed lines")
struct SegmentDirectoryTests {
    private static let directory = "/logs"

    private static func batch(_ numbers: Range<Int>, tag: String = "app") throws -> RecordBatch {
        var random = SystemRandomNumberGenerator()
        let records = numbers.map { number in
            LogRecord(
                time: LogTime(seconds: 1_790_000_000), fields: [LogField(key: "n", value: .integer(Int64(number)))])
        }
        return RecordBatch(tag: tag, records: records, id: ChunkID(random: &random))
    }

    private static func writer(
        _ files: MemoryFileSystem, _ change: (inout SegmentSettings) -> Void = { _ in }
    ) -> SegmentDirectory {
        var settings = SegmentSettings(directory: Self.directory, name: "app")
        change(&settings)
        return SegmentDirectory(settings: settings, files: files) { LogTime(seconds: 1_790_000_000) }
    }

    private static func names(_ files: MemoryFileSystem) throws -> [String] {
        try files.names(in: Self.directory).filter { $0 != "lock" }
    }

    /// What `zcat` would print of the finished files, in the order of their names.
    private static func finished(_ files: MemoryFileSystem) throws -> [Int] {
        try Self.names(files).filter { $0.hasSuffix(".gz") }.flatMap { name in
            let bytes = try files.contents(of: "\(Self.directory)/\(name)", bytesMax: 64 << 20)
            let text = try Zlib.decompress(bytes, format: .gzip, outputBytesMax: 64 << 20)
            return try Self.numbers(String(decoding: text, as: UTF8.self))
        }
    }

    private static func numbers(_ text: String) throws -> [Int] {
        try text.split(separator: "\n").map { line in
            let number = try #require(
                line.wholeMatch(of: /\{"tag":"app","time":"[^"]+","record":\{"n":(\d+)\}\}/)?.output.1)
            return try #require(Int(number))
        }
    }

    @Test("are whole after every write, and finished when they are large enough")
    func bySize() throws {
        let files = MemoryFileSystem()
        var writer = Self.writer(files) { $0.segmentBytesMax = 300 }
        for start in 0..<10 { try writer.write([Self.batch(start * 10..<start * 10 + 10)], now: .zero) }
        let names = try Self.names(files)
        #expect(names.first == "app-20260921T141320Z-00000001.ndjson.gz")
        #expect(names.count > 2)
        #expect(names.dropLast().allSatisfy { $0.hasSuffix(".gz") })
        try writer.finish()
        #expect(try Self.finished(files) == Array(0..<100))
        try writer.finish()
        #expect(try Self.names(files).count == names.count, "nothing is finished twice")
    }

    @Test("are finished when they are old enough")
    func byAge() throws {
        let files = MemoryFileSystem()
        var writer = Self.writer(files) { $0.segmentAgeMax = .seconds(10) }
        #expect(writer.dueAt == nil)
        try writer.write([Self.batch(0..<1)], now: .seconds(5))
        #expect(writer.dueAt == .seconds(15))
        try writer.tick(now: .seconds(14))
        #expect(try Self.finished(files) == [])
        try writer.tick(now: .seconds(15))
        #expect(try Self.finished(files) == [0])
        #expect(writer.dueAt == nil)
    }

    @Test("are removed, the oldest first, when there are too many bytes")
    func retention() throws {
        let files = MemoryFileSystem()
        files.write("mine", to: "/logs/notes.txt")
        var writer = Self.writer(files) {
            $0.segmentBytesMax = 1
            $0.directoryBytesMax = 500
        }
        for number in 0..<20 { try writer.write([Self.batch(number..<number + 1)], now: .zero) }
        let kept = try Self.finished(files)
        #expect(kept.last == 19 && kept.count > 1 && kept.count < 10)
        #expect(kept == Array((20 - kept.count)..<20))
        #expect(try Self.names(files).contains("notes.txt"), "what is not ours is left alone")
    }

    /// Every length that a crash can leave behind.
    @Test("lose at most what was not acknowledged when they are cut anywhere")
    func torn() throws {
        let files = MemoryFileSystem()
        var writer = Self.writer(files)
        var ends: [Int] = []
        let path = "/logs/app-20260921T141320Z-00000001.ndjson.gz.part"
        for start in 0..<3 {
            try writer.write([Self.batch(start * 4..<start * 4 + 4)], now: .zero)
            ends.append(Int(try files.status(of: path).size))
        }
        let whole = try files.contents(of: path, bytesMax: 1 << 20)
        for length in 0...whole.count {
            let crashed = MemoryFileSystem()
            crashed.write(Array(whole.prefix(length)), to: path)
            var next = Self.writer(crashed)
            try next.write([Self.batch(100..<101)], now: .zero)
            try next.finish()
            let durable = ends.filter { $0 <= length }.count
            #expect(try Self.finished(crashed) == Array(0..<durable * 4) + [100], "cut at \(length)")
            #expect(try Self.names(crashed).allSatisfy { $0.hasSuffix(".gz") })
        }
    }

    @Test("give up what is damaged in an unfinished one, from there on")
    func damaged() throws {
        let files = MemoryFileSystem()
        var writer = Self.writer(files)
        let path = "/logs/app-20260921T141320Z-00000001.ndjson.gz.part"
        try writer.write([Self.batch(0..<4)], now: .zero)
        let first = Int(try files.status(of: path).size)
        try writer.write([Self.batch(4..<8)], now: .zero)
        let whole = try files.contents(of: path, bytesMax: 1 << 20)
        for place in first..<whole.count {
            var bytes = whole
            bytes[place] ^= 0x55
            let crashed = MemoryFileSystem()
            crashed.write(bytes, to: path)
            var next = Self.writer(crashed)
            try next.write([Self.batch(100..<101)], now: .zero)
            try next.finish()
            let read = try Self.finished(crashed)
            // The time and the system in a member's header are nobody's concern.
            #expect(read == Array(0..<4) + [100] || read == Array(0..<8) + [100], "damaged at \(place)")
        }
    }

    @Test(
        "go on in a new one after a failure, and lose nothing",
        arguments: [MemoryFileSystem.Operation.append, .synchronize, .create, .move, .synchronizeDirectory, .list])
    func failures(operation: MemoryFileSystem.Operation) throws {
        let files = MemoryFileSystem()
        func eventually(_ work: () throws -> Void) throws {
            for _ in 0..<10 {
                if (try? work()) != nil { return }
            }
            try work()
        }
        func writeAll() throws {
            var writer = Self.writer(files) { $0.segmentBytesMax = 300 }
            for start in 0..<20 {
                if start % 3 == 1 { files.failNext(operation, with: .noSpace) }
                let batch = try Self.batch(start * 10..<start * 10 + 10)
                try eventually { try writer.write([batch], now: .zero) }
            }
            try eventually { try writer.finish() }
        }
        try writeAll()
        // What a failure left unfinished is finished by the next look into the directory.
        var next = Self.writer(files)
        let last = try Self.batch(1_000..<1_001)
        try eventually { try next.write([last], now: .zero) }
        try eventually { try next.finish() }
        let read = try Self.finished(files)
        #expect(Set(read) == Set(0..<200).union([1_000]))
        // A batch of which it is not known whether it was written may be there twice.
        #expect(read.count <= 201 + 7 * 10)
    }

    @Test("are written by one at a time")
    func locked() throws {
        let files = MemoryFileSystem()
        var first = Self.writer(files)
        try first.write([Self.batch(0..<1)], now: .zero)
        var second = Self.writer(files)
        #expect(throws: ShellError(.locked, subject: "/logs/lock", message: "")) {
            try second.write([Self.batch(1..<2)], now: .zero)
        }
        try first.finish()
    }

    @Test("are read whole by gzip", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/gzip")))
    func gzip() throws {
        try TemporaryDirectory.with { directory in
            let files = SystemFileSystem()
            var writer = SegmentDirectory(
                settings: SegmentSettings(directory: directory, name: "app"), files: files)
            for start in 0..<5 { try writer.write([Self.batch(start * 10..<start * 10 + 10)], now: .zero) }
            try writer.finish()
            let name = try #require(try files.names(in: directory).first { $0.hasSuffix(".gz") })
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/gzip")
            process.arguments = ["--decompress", "--stdout", "\(directory)/\(name)"]
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            let output = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            #expect(try Self.numbers(String(decoding: output, as: UTF8.self)) == Array(0..<50))
        }
    }
}
