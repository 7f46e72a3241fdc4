@testable import Atalaya
import AtalayaLogs
import AtalayaTesting
import Synchronization
import Testing

@Suite("Outputs that write")
struct WritingOutputTests {
    /// Keeps what is written; fails as long as it is told to.
    private final class Sink: LineSink {
        let state = Mutex((text: "", failures: 0))

        func write(_ bytes: [UInt8]) throws(ShellError) {
            let fails = self.state.withLock { state in
                state.failures -= 1
                if state.failures < 0 { state.text += String(decoding: bytes, as: UTF8.self) }
                return state.failures >= 0
            }
            if fails { throw ShellError(.inputOutput, subject: "sink", message: "no") }
        }

        var lines: [Substring] { self.state.withLock { $0.text }.split(separator: "\n") }
    }

    private static func chunk(_ number: Int) throws -> Chunk {
        var builder = try ChunkBuilder(tag: "app")
        try builder.append(
            LogRecord(time: LogTime(seconds: 0), fields: [LogField(key: "n", value: .integer(Int64(number)))]),
            lineBytes: 1, at: .zero)
        var random = SystemRandomNumberGenerator()
        return try builder.seal(id: ChunkID(random: &random))
    }

    private static func with(
        failures: Int = 0, heldBytesMax: Int = 1 << 20,
        _ body: @escaping @Sendable (WritingOutput, Sink, RecordingObserver) async throws -> Void
    ) async throws {
        try await withTimeLimit {
            let sink = Sink()
            sink.state.withLock { $0.failures = failures }
            let observer = RecordingObserver()
            let output = WritingOutput(
                writer: StandardOutputWriter(sink: sink), observer: observer, executor: .shared,
                heldBytesMax: heldBytesMax, backoff: Backoff(base: .milliseconds(1), cap: .milliseconds(5)))
            let running = Task { await output.run() }
            do {
                try await body(output, sink, observer)
            } catch {
                running.cancel()
                throw error
            }
            await output.drain(within: .milliseconds(200))
            await running.value
        }
    }

    @Test("write every record as a line, in order, and acknowledge it")
    func plain() async throws {
        try await Self.with { output, sink, observer in
            for number in 0..<100 { try await output.enqueue(Self.chunk(number)) }
            try await waitUntil("all are acknowledged") { observer.events.acknowledged.count == 100 }
            #expect(
                sink.lines
                    == (0..<100).map {
                        #"{"tag":"app","time":"1970-01-01T00:00:00.000000000Z","record":{"n":\#($0)}}"#[...]
                    })
        }
    }

    @Test("keep what cannot be written, and try again")
    func failures() async throws {
        try await Self.with(failures: 3) { output, sink, observer in
            for number in 0..<10 { try await output.enqueue(Self.chunk(number)) }
            try await waitUntil("all are acknowledged") { observer.events.acknowledged.count == 10 }
            #expect(sink.lines.count == 10)
            #expect(observer.events.failures.count == 3)
        }
    }

    @Test("take no more than they may hold, and hand back what is left at the end")
    func bounded() async throws {
        let chunk = try Self.chunk(0)
        try await Self.with(failures: .max, heldBytesMax: chunk.heldBytes * 3) { output, _, observer in
            for number in 0..<3 { #expect(try await output.offer(Self.chunk(number))) }
            #expect(try await !output.offer(Self.chunk(3)))
            let waiting = Task { try await output.enqueue(chunk) }
            await output.drain(within: .milliseconds(20))
            try await waitUntil("it has ended") { observer.events.undelivered.count == 3 }
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
    }

    @Test("give up a chunk that nobody can read, and go on")
    func unreadable() async throws {
        try await Self.with { output, sink, observer in
            var broken = try Self.chunk(1)
            broken.eventCount = 2
            for chunk in [try Self.chunk(0), broken, try Self.chunk(2)] { try await output.enqueue(chunk) }
            try await waitUntil("all are settled") { observer.events.acknowledged.count == 2 }
            #expect(observer.events.quarantined == [broken])
            #expect(observer.events.reasons == [.unencodable])
            #expect(sink.lines.count == 2)
        }
    }
}
