// Design
//
// Additive increase, multiplicative decrease, by the time from sending a chunk to its acknowledgement. A fixed window is
// wrong twice: too small it waits for round trips, too large it fills the queue of a receiver that is behind, and then
// every chunk in it is sent again when the connection breaks.
//
// Acknowledgements are looked at in rounds of one window. The mean of a round is held against what the same receiver
// used to need (an exponential mean and mean deviation of earlier rounds, the estimator of RFC 6298 with its gains of
// 1/8 and 1/4, so that nothing has to be known of networks or receivers):
//
//   much longer than usual   the window shrinks by a quarter
//   not longer, and full     the window grows by one; before it has shrunk for the first time, it doubles
//   not full                 nothing: what was not needed has not been tried
//
// A timeout or a refusal halves it. All in whole nanoseconds.

/// How many chunks may be in flight, found out by how long a receiver takes: between 1 and a maximum.
public struct AdaptiveWindow: Hashable, Sendable {
    /// The most chunks in flight.
    public let chunksMax: Int
    /// Chunks that may be in flight now.
    public private(set) var chunks: Int

    private var isStarting = true
    private var usual: Usual?
    private var roundSum: Int64 = 0
    private var roundCount: Int64 = 0
    private var roundWasFull = false

    private struct Usual: Hashable, Sendable {
        var mean: Int64
        var deviation: Int64
    }

    /// How many chunks a connection begins with.
    private static let chunksAtFirst = 4
    /// Differences below this are the scheduler's, not the receiver's.
    private static let noise: Int64 = 2_000_000

    /// A maximum below 1 is taken as 1.
    public init(chunksMax: Int) {
        self.chunksMax = max(1, chunksMax)
        chunks = min(self.chunksMax, Self.chunksAtFirst)
    }

    /// A chunk was acknowledged.
    ///
    /// - Parameter chunksInFlight: With this one.
    public mutating func acknowledged(after time: Duration, chunksInFlight: Int) {
        // A day is for ever; the sum of a round cannot overflow then.
        let nanoseconds = Int64(min(max(time, .zero), .seconds(86_400)).attoseconds / 1_000_000_000)
        roundSum += nanoseconds
        roundCount += 1
        roundWasFull = roundWasFull || chunksInFlight >= chunks
        guard roundCount >= Int64(chunks) else { return }
        endRound(mean: roundSum / roundCount)
    }

    /// An acknowledgement did not come, or was a refusal.
    public mutating func failed() {
        chunks = max(1, chunks / 2)
        isStarting = false
        roundSum = 0
        roundCount = 0
        roundWasFull = false
    }

    private mutating func endRound(mean: Int64) {
        defer {
            roundSum = 0
            roundCount = 0
            roundWasFull = false
        }
        guard var usual else {
            self.usual = Usual(mean: mean, deviation: mean / 2)
            grow()
            return
        }
        let tolerance = max(2 * usual.deviation, usual.mean / 4, Self.noise)
        if mean > usual.mean + tolerance {
            chunks = max(1, min(chunks - 1, chunks * 3 / 4))
            isStarting = false
        } else {
            grow()
        }
        let difference = mean - usual.mean
        usual.mean += difference / 8
        usual.deviation += (abs(difference) - usual.deviation) / 4
        self.usual = usual
    }

    private mutating func grow() {
        guard roundWasFull else { return }
        chunks = min(chunksMax, isStarting ? chunks * 2 : chunks + 1)
    }
}
