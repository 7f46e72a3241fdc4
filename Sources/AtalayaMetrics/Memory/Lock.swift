import Synchronization

// What guards state in this module.
//
// It is the toolchain's mutex. The thread sanitizer does not see that one, whose atomic instructions are in a library that
// is not built for it, and reports a race for whatever is in it: ten lines of a counter in a mutex do. So the build that
// `Scripts/sanitize` makes has a lock that the sanitizer sees, and the same script shows that it still finds a race.
#if ATALAYA_THREAD_SANITIZER
    /// A lock that is spun for: slow, and made of nothing but atomics of this module.
    // why: the value is touched by one thread at a time, which is what the lock is for.
    struct Lock<Value>: ~Copyable, @unchecked Sendable {
        private let isTaken = Atomic(false)
        private let value: UnsafeMutablePointer<Value>

        init(_ value: Value) {
            self.value = .allocate(capacity: 1)
            self.value.initialize(to: value)
        }

        deinit {
            value.deinitialize(count: 1)
            value.deallocate()
        }

        borrowing func withLock<Result, Failure: Error>(
            _ body: (inout Value) throws(Failure) -> Result
        ) throws(Failure) -> Result {
            while isTaken.exchange(true, ordering: .acquiring) {}
            defer { isTaken.store(false, ordering: .releasing) }
            return try body(&value.pointee)
        }
    }
#else
    typealias Lock = Mutex
#endif
