@testable import Atalaya
import AtalayaTesting
import AtalayaLogs
import Logging
import Synchronization
import Testing

@Suite("swift-log into records")
struct AtalayaLogHandlerTests {
    private struct Oops: Error {}

    private func logger(_ queue: LogQueue, provider: Logger.MetadataProvider? = nil) -> Logger {
        Logger(label: "app") { AtalayaLogHandler(label: $0, queue: queue, metadataProvider: provider) }
    }

    @Test("an event keeps its level, message, label and metadata, with their structure")
    func structure() throws {
        let queue = LogQueue(recordsMax: 10, bytesMax: 10_000)
        var logger = self.logger(queue, provider: Logger.MetadataProvider { ["trace": "t1", "who": "provider"] })
        logger[metadataKey: "who"] = "handler"
        logger.warning("slow", metadata: ["list": ["a", "b"], "map": ["k": "v"], "number": "\(5)"])
        let record = try #require(queue.takeAll().first).record
        #expect(record["level"] == .string("warning"))
        #expect(record["message"] == .string("slow"))
        #expect(record["logger"] == .string("app"))
        #expect(record["source"] == .string("AtalayaTests"))
        #expect(
            record["metadata"]
                == .map([
                    LogField("list", .array([.string("a"), .string("b")])),
                    LogField("map", .map([LogField("k", .string("v"))])),
                    LogField("number", .string("5")), LogField("trace", .string("t1")),
                    LogField("who", .string("provider")),
                ]))
    }

    @Test("levels below the handler's are not logged, and copies have a level of their own")
    func levels() {
        let queue = LogQueue(recordsMax: 10, bytesMax: 10_000)
        var loud = self.logger(queue)
        let quiet = loud
        loud.logLevel = .trace
        quiet.debug("no")
        loud.debug("yes")
        #expect(queue.takeAll().map { $0.record["message"] } == [.string("yes")])
    }

    @Test(
        "a full queue drops the new record and counts it; what is taken makes room",
        arguments: [(2, 100_000), (100, 200)])
    func bounds(recordsMax: Int, bytesMax: Int) {
        let queue = LogQueue(recordsMax: recordsMax, bytesMax: bytesMax)
        let logger = self.logger(queue)
        for number in 0..<5 { logger.warning("message \(number)") }
        #expect(queue.counts.dropped == 3)
        #expect(queue.takeAll().map { $0.record["message"] } == [.string("message 0"), .string("message 1")])
        logger.warning("again")
        #expect(queue.counts.enqueued == 3)
    }

    @Test("debugging may fill half of the queue, information three quarters, the rest all of it")
    func severities() {
        let queue = LogQueue(recordsMax: 8, bytesMax: 100_000)
        var logger = self.logger(queue)
        logger.logLevel = .trace
        for level in [Logger.Level.trace, .debug, .info, .notice, .warning, .critical] {
            for _ in 0..<8 { logger.log(level: level, "m") }
        }
        #expect(queue.takeAll().map(\.severity) == [.trace, .trace, .trace, .trace, .info, .info, .notice, .notice])
        #expect(queue.counts.dropped == 40)
    }

    @Test("what describes itself is described when it is logged, not when it is shipped")
    func describing() throws {
        final class Changing: CustomStringConvertible, Sendable {
            let value = Atomic(1)
            var description: String { "\(self.value.load(ordering: .relaxed))" }
        }
        let queue = LogQueue(recordsMax: 10, bytesMax: 10_000)
        let changing = Changing()
        self.logger(queue).info(
            "m", metadata: ["a": .stringConvertible(changing), "b": .array([.stringConvertible(changing)])])
        changing.value.store(2, ordering: .relaxed)
        let record = try #require(queue.takeAll().first).record
        #expect(
            record["metadata"] == .map([LogField("a", .string("1")), LogField("b", .array([.string("1")]))]))
    }

    @Test("arrivals wake the shipper once, and finishing ends its loop")
    func waking() async throws {
        let queue = LogQueue(recordsMax: 10, bytesMax: 10_000)
        let logger = self.logger(queue)
        logger.info("one")
        logger.info("two")
        queue.finish()
        logger.info("too late")
        try await withTimeLimit {
            var wakeUps = 0
            for await _ in queue.wakeUps { wakeUps += 1 }
            #expect(wakeUps == 1)
        }
        #expect(queue.takeAll().count == 2)
    }
}
