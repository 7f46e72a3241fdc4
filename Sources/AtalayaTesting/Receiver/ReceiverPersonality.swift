import Atalaya
import Synchronization

/// How a test receiver behaves: as it should, or as receivers sometimes do. Batches are counted from 1, over all
/// connections.
public struct ReceiverPersonality: Sendable, CustomStringConvertible {
    /// What happens to the batches the fault is for.
    private enum Fault: Sendable {
        case none
        case dropAcknowledgement
        case delayAcknowledgement(Duration)
        case closeBeforeStoring
        case closeBeforeAcknowledgement
        case closeAfterAcknowledgement
        case refuse
        case splitAcknowledgement
        case acknowledgeTwice
        case acknowledgeAnother
        case neverRead
    }

    public let description: String
    private let fault: Fault
    private let interval: Int

    private init(_ description: String, _ fault: Fault, every interval: Int = 1) {
        self.description = description
        self.fault = fault
        self.interval = max(1, interval)
    }

    /// Stores and acknowledges.
    public static let normal = ReceiverPersonality("normal", .none)

    /// Stores every batch, and does not acknowledge each `count`-th.
    public static func droppingAcknowledgement(every count: Int) -> ReceiverPersonality {
        ReceiverPersonality("drops every \(count). acknowledgement", .dropAcknowledgement, every: count)
    }

    /// Acknowledges late.
    public static func delayingAcknowledgement(by delay: Duration) -> ReceiverPersonality {
        ReceiverPersonality("acknowledges after \(delay)", .delayAcknowledgement(delay))
    }

    /// Closes the connection on each `count`-th batch, and has not stored it.
    public static func closingBeforeStoring(every count: Int) -> ReceiverPersonality {
        ReceiverPersonality("closes before it stores every \(count). batch", .closeBeforeStoring, every: count)
    }

    /// Stores each `count`-th batch and closes the connection without having acknowledged.
    public static func closingBeforeAcknowledgement(every count: Int) -> ReceiverPersonality {
        ReceiverPersonality("closes before every \(count). acknowledgement", .closeBeforeAcknowledgement, every: count)
    }

    /// Acknowledges each `count`-th batch and closes the connection.
    public static func closingAfterAcknowledgement(every count: Int) -> ReceiverPersonality {
        ReceiverPersonality("closes after every \(count). acknowledgement", .closeAfterAcknowledgement, every: count)
    }

    /// Answers each `count`-th batch with an empty map, and has not stored it.
    public static func refusing(every count: Int) -> ReceiverPersonality {
        ReceiverPersonality("refuses every \(count). batch", .refuse, every: count)
    }

    /// Sends every acknowledgement byte by byte.
    public static let splittingAcknowledgements = ReceiverPersonality("splits acknowledgements", .splitAcknowledgement)

    /// Sends every acknowledgement twice.
    public static let acknowledgingTwice = ReceiverPersonality("acknowledges twice", .acknowledgeTwice)

    /// Acknowledges, and acknowledges a chunk that nobody sent.
    public static let acknowledgingStrangers = ReceiverPersonality(
        "acknowledges what was never sent", .acknowledgeAnother)

    /// Accepts connections and never reads from them.
    public static let deaf = ReceiverPersonality("never reads", .neverRead)

    func makeBehaviour() -> any ReceiverBehaviour {
        Behaviour(fault: self.fault, interval: self.interval)
    }

    private final class Behaviour: ReceiverBehaviour {
        private let fault: Fault
        private let interval: Int
        private let arrivals = Mutex(0)
        private let answers = Mutex(0)

        init(fault: Fault, interval: Int) {
            self.fault = fault
            self.interval = interval
        }

        var reads: Bool {
            if case .neverRead = self.fault { return false }
            return true
        }

        func disposition(of batch: ReceivedBatch) async -> BatchDisposition {
            let isChosen = self.isChosen(self.arrivals)
            switch self.fault {
            case .closeBeforeStoring where isChosen: return .close
            case .refuse where isChosen: return .refuse
            default: return .store
            }
        }

        func answer(_ delivery: ReceiverDelivery) async {
            guard self.isChosen(self.answers) else { return delivery.acknowledge() }
            let acknowledgement = delivery.batch.acknowledgement ?? []
            switch self.fault {
            case .none, .neverRead, .closeBeforeStoring, .refuse:
                delivery.acknowledge()
            case .dropAcknowledgement:
                delivery.goOn()
            case .delayAcknowledgement(let delay):
                try? await Task.sleep(for: delay)
                delivery.acknowledge()
            case .closeBeforeAcknowledgement:
                delivery.close()
            case .closeAfterAcknowledgement:
                delivery.send(acknowledgement)
                delivery.close()
            case .splitAcknowledgement:
                for byte in acknowledgement { delivery.send([byte]) }
                delivery.goOn()
            case .acknowledgeTwice:
                delivery.send(acknowledgement + acknowledgement)
                delivery.goOn()
            case .acknowledgeAnother:
                // {"ack": "AAAAAAAAAAAAAAAAAAAAAA=="}
                delivery.send([0x81, 0xA3] + Array("ack".utf8) + [0xB8] + Array("AAAAAAAAAAAAAAAAAAAAAA==".utf8))
                delivery.acknowledge()
            }
        }

        private func isChosen(_ counter: borrowing Mutex<Int>) -> Bool {
            counter.withLock { count in
                count += 1
                return count % self.interval == 0
            }
        }
    }
}
