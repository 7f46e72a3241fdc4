import AtalayaModel

/// The steps of a summary's window, and the count and sum of all time.
struct SummaryWindow: Sendable {
    private let options: SummaryOptions
    private let empty: NativeTotals
    /// As many as the window has steps; `current` is the one that what is recent will be put into.
    private var steps: [NativeTotals]
    private var current = 0
    private var count: UInt64 = 0
    private var sum = 0.0
    /// When the current step ends; never, where the time is not known.
    private(set) var moves: UnixTime
    private let stepLength: Duration

    init(_ options: SummaryOptions, buckets: NativeHistogramOptions, start: UnixTime?) {
        self.options = options
        empty = NativeTotals(buckets, classicCount: 0)
        // Without quantiles nobody looks into the steps.
        steps = Array(repeating: empty, count: options.quantiles.isEmpty ? 1 : options.steps)
        stepLength = max(options.window / options.steps, .nanoseconds(1))
        moves = start?.advanced(by: stepLength) ?? UnixTime(nanoseconds: .max)
    }

    /// Whether the step is over, or the clock was set back behind its beginning.
    func isToMove(at now: UnixTime) -> Bool {
        now >= moves || now.advanced(by: stepLength + stepLength) < moves
    }

    /// Adds to the current step.
    mutating func add(_ totals: NativeTotals) {
        count &+= totals.count
        sum += totals.sum
        guard !options.quantiles.isEmpty else { return }
        steps[current].coarsen(to: totals.schema)
        steps[current].add(totals)
    }

    /// Forgets the steps that are too old by now.
    mutating func move(to now: UnixTime) {
        guard isToMove(at: now) else { return }
        // Set back, or away for longer than the window: what was observed is of another time, and goes step by step from
        // here on or at once.
        let isBehind = now < moves
        for _ in 0..<steps.count {
            current = (current + 1) % steps.count
            steps[current] = empty
            moves = moves.advanced(by: stepLength)
            if isBehind || moves > now { break }
        }
        if isBehind || moves <= now { moves = now.advanced(by: stepLength) }
    }

    /// The summary, given what has been observed since the window last moved.
    func value(with recent: NativeTotals) -> SummaryValue {
        let (count, sum) = (count &+ recent.count, sum + recent.sum)
        guard !options.quantiles.isEmpty else { return SummaryValue(count: count, sum: sum) }
        var all = recent
        for step in steps {
            all.coarsen(to: step.schema)
            all.add(step)
        }
        let ordered = all.ordered
        let total = all.count
        var passed: UInt64 = 0
        var position = 0
        let quantiles = options.quantiles.map { quantile in
            guard total > 0 else { return SummaryValue.Quantile(quantile, value: .nan) }
            let rank = max(1, (quantile * Double(total)).rounded(.up))
            while position < ordered.count - 1, Double(passed &+ ordered[position].count) < rank {
                passed &+= ordered[position].count
                position += 1
            }
            return SummaryValue.Quantile(quantile, value: ordered[position].value)
        }
        return SummaryValue(quantiles: quantiles, count: count, sum: sum)
    }
}

extension NativeTotals {
    /// The buckets from the lowest to the highest, each by a value in it that is relatively near to all others.
    fileprivate var ordered: [(value: Double, count: UInt64)] {
        var all = buckets.map { key, count in
            let value = Self.middle(of: key.index, schema: schema)
            return (value: key.isNegative ? -value : value, count: count)
        }
        if zeroCount > 0 { all.append((0, zeroCount)) }
        return all.sorted { $0.value < $1.value }
    }

    /// The harmonic mean of the bounds, from which both are equally far in relation to themselves.
    private static func middle(of index: Int, schema: Int) -> Double {
        let upper = NativeBuckets.upperBound(of: index, schema: schema)
        let lower = NativeBuckets.upperBound(of: index - 1, schema: schema)
        // The product of the bounds might overflow, their quotient does not.
        return lower > 0 ? 2 * (lower / (1 + lower / upper)) : upper
    }
}
