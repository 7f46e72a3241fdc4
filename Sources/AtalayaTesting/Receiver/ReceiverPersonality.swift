import Atalaya
import Synchronization

/// How a test receiver behaves: as it should, or as receivers sometimes do. One file a case in `Personalities/`, and one
/// line in ``all``. Batches and connections are counted from 1, over the whole life of the receiver.
public struct ReceiverPersonality: Sendable, CustomStringConvertible {
    public let description: String
    /// What else has to be set for it.
    let configure: @Sendable (inout ReceiverServerConfiguration) -> Void
    let makeBehaviour: @Sendable () -> any ReceiverBehaviour

    init(
        _ description: String,
        configure: @escaping @Sendable (inout ReceiverServerConfiguration) -> Void = { _ in },
        _ makeBehaviour: @escaping @Sendable () -> any ReceiverBehaviour
    ) {
        self.description = description
        self.configure = configure
        self.makeBehaviour = makeBehaviour
    }

    /// Every personality that a sender survives: nothing is lost with any of them, as long as it tries again. Those
    /// that last for ever are given here for the first connection only.
    public static let all: [ReceiverPersonality] = [
        .normal, .droppingAcknowledgement(every: 3), .delayingAcknowledgement(by: .milliseconds(20)),
        .delayingAcknowledgement(by: .seconds(1), every: 7), .closingBeforeStoring(every: 3),
        .closingBeforeAcknowledgement(every: 3), .closingAfterAcknowledgement(every: 3), .refusing(every: 3),
        .splittingAcknowledgements, .coalescingAcknowledgements, .acknowledgingTwice, .acknowledgingStrangers,
        .misnaming(every: 4), .ignoring(every: 5), .deaf(connections: 1), .readingSlowly(connections: 1),
        .aborting(afterBytes: 1), .aborting(afterBytes: 200), .aborting(afterBytes: 3_000), .closingAtOnce,
        .restarting(every: .milliseconds(100)), .vector, .fluentBit(frameBytesMax: 2_000),
        .fluentd(chunkBytesMax: 1_500), .sayingHelloByteByByte, .failingHandshake(.silence),
        .failingHandshake(.closeInsteadOfAnswer), .failingHandshake(.falseProof), .failingHandshake(.garbage),
    ]

    /// Stores and acknowledges.
    public static let normal = ReceiverPersonality("normal") { Normal() }

    private struct Normal: ReceiverBehaviour {}
}

/// Chooses each n-th of what is counted.
final class Turns: Sendable {
    private let interval: Int
    private let count = Mutex(0)

    init(every interval: Int) {
        self.interval = max(1, interval)
    }

    func isNext() -> Bool {
        self.count.withLock { count in
            count += 1
            return count % self.interval == 0
        }
    }
}
