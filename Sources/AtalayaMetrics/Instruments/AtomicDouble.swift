import Synchronization

/// A double that several threads write, kept as its bit pattern.
struct AtomicDouble: ~Copyable, Sendable {
    private let bits = Atomic<UInt64>(0)

    var bitPattern: UInt64 {
        @inline(__always) get { bits.load(ordering: .relaxed) }
    }

    var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func store(_ value: Double) {
        bits.store(value.bitPattern, ordering: .relaxed)
    }

    /// Relaxed: a lone value orders nothing else. Says whether another thread came in between.
    @discardableResult
    func add(_ amount: Double) -> Bool { bits.addDouble(amount) }
}

extension Atomic<UInt64> {
    /// Adds to the bit pattern of a double. Says whether another thread came in between.
    ///
    /// The loop has no back-off: pausing was tried by others, and made the worst case worse by milliseconds.
    @discardableResult
    func addDouble(_ amount: Double) -> Bool {
        var old = load(ordering: .relaxed)
        var isDisturbed = false
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let (exchanged, original) = compareExchange(expected: old, desired: new, ordering: .relaxed)
            if exchanged { return isDisturbed }
            old = original
            isDisturbed = true
        }
    }
}
