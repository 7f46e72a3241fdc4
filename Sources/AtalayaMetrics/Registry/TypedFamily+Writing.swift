// Writing to the series of a label set at once. The same as writing to what the subscript gives, in half of its time,
// since nobody is handed the instrument and so nobody counts a reference to it.

extension TypedFamily where Child == Counter {
    /// Adds one to the counter of a label set. Never fails, as the subscript does not.
    @inlinable
    @inline(__always)
    public func increment(for labels: Labels) {
        write(labels) { $0.increment() }
    }

    /// Adds a whole amount to the counter of a label set. A negative one is dropped and counted.
    @inlinable
    public func increment(by amount: Int, for labels: Labels) {
        write(labels) { $0.increment(by: amount) }
    }

    /// Adds any amount to the counter of a label set. A negative, infinite or NaN one is dropped and counted.
    @inlinable
    public func increment(by amount: Double, for labels: Labels) {
        write(labels) { $0.increment(by: amount) }
    }
}

extension TypedFamily where Child == Gauge {
    /// Replaces the value of the gauge of a label set.
    @inlinable
    public func set(_ value: Double, for labels: Labels) {
        write(labels) { $0.set(value) }
    }

    /// Adds an amount, which may be negative, to the gauge of a label set. One that is not finite is dropped and counted.
    @inlinable
    public func increment(by amount: Double = 1, for labels: Labels) {
        write(labels) { $0.increment(by: amount) }
    }

    /// Takes an amount off the gauge of a label set; otherwise as for adding.
    @inlinable
    public func decrement(by amount: Double = 1, for labels: Labels) {
        write(labels) { $0.decrement(by: amount) }
    }
}

extension TypedFamily where Child == Histogram {
    /// Counts an observation in the histogram of a label set. NaN and infinities are dropped and counted, or with native
    /// buckets observed, as ``Histogram/observe(_:)-(Double)`` has it.
    @inlinable
    public func observe(_ value: Double, for labels: Labels) {
        write(labels) { $0.observe(value) }
    }

    /// Counts a duration, in seconds.
    @inlinable
    public func observe(_ duration: Duration, for labels: Labels) {
        write(labels) { $0.observe(duration) }
    }
}

extension TypedFamily where Child == Summary {
    /// Counts an observation in the summary of a label set.
    @inlinable
    public func observe(_ value: Double, for labels: Labels) {
        write(labels) { $0.observe(value) }
    }

    /// Counts a duration, in seconds.
    @inlinable
    public func observe(_ duration: Duration, for labels: Labels) {
        write(labels) { $0.observe(duration) }
    }
}
