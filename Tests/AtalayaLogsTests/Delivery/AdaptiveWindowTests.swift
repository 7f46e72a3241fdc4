import AtalayaLogs
import Testing

@Suite("The window that follows the receiver")
struct AdaptiveWindowTests {
    /// A receiver that works on one chunk at a time, behind a line: what `chunks` in flight take to be answered.
    private struct Receiver {
        var roundTrip: Duration
        var work: Duration

        func time(inFlight: Int) -> Duration { max(roundTrip + work, work * inFlight) }
    }

    private static func run(_ window: inout AdaptiveWindow, rounds: Int, _ receiver: Receiver) {
        for _ in 0..<rounds {
            let chunks = window.chunks
            for _ in 0..<chunks {
                window.acknowledged(after: receiver.time(inFlight: chunks), chunksInFlight: chunks)
            }
        }
    }

    @Test("It begins small, and doubles while a receiver far away answers as ever")
    func start() {
        var window = AdaptiveWindow(chunksMax: 64)
        #expect(window.chunks == 4)
        let receiver = Receiver(roundTrip: .milliseconds(100), work: .microseconds(100))
        Self.run(&window, rounds: 1, receiver)
        #expect(window.chunks == 8)
        Self.run(&window, rounds: 10, receiver)
        #expect(window.chunks == 64)
    }

    @Test("It never leaves 1 … maximum", arguments: [0, 1, 2, 16], 0..<20)
    func bounds(chunksMax: Int, seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        var window = AdaptiveWindow(chunksMax: chunksMax)
        for _ in 0..<2_000 {
            if Int.random(in: 0..<50, using: &random) == 0 {
                window.failed()
            } else {
                let time = Duration.microseconds(Int64.random(in: -5...5_000_000, using: &random))
                window.acknowledged(after: time, chunksInFlight: Int.random(in: 1...20, using: &random))
            }
            #expect((1...max(1, chunksMax)).contains(window.chunks))
        }
    }

    @Test("It shrinks when the receiver becomes slow, and grows again when that is over")
    func congestion() {
        var window = AdaptiveWindow(chunksMax: 32)
        let well = Receiver(roundTrip: .milliseconds(20), work: .microseconds(100))
        Self.run(&window, rounds: 50, well)
        #expect(window.chunks == 32)
        Self.run(&window, rounds: 3, Receiver(roundTrip: .milliseconds(20), work: .milliseconds(50)))
        let smallest = window.chunks
        #expect(smallest < 24)
        Self.run(&window, rounds: 60, well)
        #expect(window.chunks == 32)
    }

    @Test("A time that has always been long is no reason to shrink")
    func alwaysSlow() {
        var window = AdaptiveWindow(chunksMax: 16)
        Self.run(&window, rounds: 40, Receiver(roundTrip: .seconds(5), work: .zero))
        #expect(window.chunks == 16)
    }

    @Test("What is not filled does not grow")
    func idle() {
        var window = AdaptiveWindow(chunksMax: 16)
        for _ in 0..<100 { window.acknowledged(after: .milliseconds(1), chunksInFlight: 1) }
        #expect(window.chunks == 4)
    }

    @Test("A failure halves it, down to one")
    func failures() {
        var window = AdaptiveWindow(chunksMax: 16)
        Self.run(&window, rounds: 20, Receiver(roundTrip: .milliseconds(1), work: .zero))
        var sizes: [Int] = []
        for _ in 0..<6 {
            window.failed()
            sizes.append(window.chunks)
        }
        #expect(sizes == [8, 4, 2, 1, 1, 1])
    }
}
