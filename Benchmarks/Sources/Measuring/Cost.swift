import CHeap
import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// What one operation took: nanoseconds of the processor, or bytes.
///
/// Processor time and not wall time: on a machine with other work to do, the latter measures that work too.
package struct Cost {
    package var amount: Double

    package init(amount: Double) {
        self.amount = amount
    }

    /// Runs the body, which does `operations` operations, on this thread.
    package static func measure(operations: Int, _ body: () throws -> Void) rethrows -> Cost {
        let start = threadNanoseconds()
        try body()
        return Cost(amount: Double(threadNanoseconds() - start) / Double(operations))
    }

    /// Runs the body, which does `operations` operations with as many threads as it likes: what all of the process took
    /// meanwhile, in the kernel too.
    package static func measureProcess(operations: Int, _ body: () throws -> Void) rethrows -> Cost {
        let start = processNanoseconds()
        try body()
        return Cost(amount: Double(processNanoseconds() - start) / Double(operations))
    }

    /// Runs the body on so many threads at once. The cost is the mean of what each thread paid for one of its operations.
    ///
    /// Only a run counts in which all threads really ran at the same time: where they took turns on one processor there was
    /// no contention to measure. Infinite when the machine never had the processors to spare.
    package static func measure(threads: Int, operations: Int, _ body: @Sendable () -> Void) -> Cost {
        for _ in 0..<attemptsMax {
            let (wall, processor) = race(threads: threads, body)
            if Double(processor) >= overlapMin * Double(threads) * Double(wall) {
                return Cost(amount: Double(processor) / Double(threads * operations))
            }
        }
        return Cost(amount: .infinity)
    }

    /// What the heap keeps of what the body returns, less `bytes` that do not count, for each of `operations`.
    package static func retained(operations: Int, less bytes: Int = 0, _ body: () throws -> AnyObject) rethrows -> Cost
    {
        let before = heapBytes()
        let kept = try body()
        let after = heapBytes()
        return withExtendedLifetime(kept) { Cost(amount: Double(after - before - bytes) / Double(operations)) }
    }

    private static let attemptsMax = 500
    private static let overlapMin = 0.9

    private static func race(threads: Int, _ body: @Sendable () -> Void) -> (wall: UInt64, processor: UInt64) {
        let ready = Atomic<Int>(0)
        let first = Atomic<Int64>(.max)
        let last = Atomic<Int64>(0)
        let processor = Atomic<UInt64>(0)
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            ready.add(1, ordering: .sequentiallyConsistent)
            while ready.load(ordering: .sequentiallyConsistent) < threads {}
            first.min(Int64(DispatchTime.now().uptimeNanoseconds), ordering: .relaxed)
            let start = threadNanoseconds()
            body()
            processor.add(threadNanoseconds() - start, ordering: .relaxed)
            last.max(Int64(DispatchTime.now().uptimeNanoseconds), ordering: .relaxed)
        }
        return (
            UInt64(last.load(ordering: .relaxed) - first.load(ordering: .relaxed)), processor.load(ordering: .relaxed)
        )
    }

    private static func threadNanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private static func processNanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Everything handed out and not given back, blocks mapped on their own included.
    private static func heapBytes() -> Int {
        let info = mallinfo2()
        return Int(info.uordblks + info.hblkhd)
    }
}

/// Keeps the optimiser from noticing that nobody wants the result.
@inline(never)
@_optimize(none)
package func blackHole<Value>(_ value: Value) {
    withExtendedLifetime(value) {}
}
