@testable import AtalayaMetrics
import Testing

struct RenderingBuffersTests {
    /// Where a buffer is in memory.
    private func address(_ buffer: [UInt8]) -> UInt { buffer.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) } }

    @Test("A buffer that nobody reads any more is used again, with its room")
    func reuse() {
        let buffers = RenderingBuffers()
        var buffer = buffers.take()
        buffer.append(contentsOf: Array(repeating: 1, count: 10_000))
        let first = address(buffer)
        buffers.giveBack(buffer)
        buffer = []
        let again = buffers.take()
        #expect(again.isEmpty)
        #expect(again.capacity >= 10_000)
        #expect(address(again) == first)
    }

    @Test("A buffer that somebody still reads is left alone")
    func stillRead() {
        let buffers = RenderingBuffers()
        var buffer = buffers.take()
        buffer.append(contentsOf: [1, 2, 3])
        buffers.giveBack(buffer)
        var next = buffers.take()
        next.append(4)
        #expect(buffer == [1, 2, 3])
        #expect(address(next) != address(buffer))
    }

    @Test("Two scrapes at once have a buffer each, and both are whole")
    func twoAtOnce() {
        let buffers = RenderingBuffers()
        var first = buffers.take()
        var second = buffers.take()
        first.append(1)
        second.append(2)
        buffers.giveBack(first)
        buffers.giveBack(second)
        #expect(first == [1])
        #expect(second == [2])
    }

    @Test("The room of a snapshot is used again, and its values are let go of")
    func snapshots() throws {
        let registry = MetricsRegistry()
        for index in 0..<100 { _ = try registry.makeGauge(.gauge("g\(index)", help: "")) }
        let buffers = RenderingBuffers()
        buffers.giveBack(registry.snapshot())
        let again = buffers.takeSnapshot()
        #expect(again.families.isEmpty)
        #expect(again.families.capacity >= 100)
        #expect(buffers.takeSnapshot().families.capacity == 0)
    }
}
