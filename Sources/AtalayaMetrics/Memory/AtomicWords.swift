public import Synchronization

/// Atomic words in memory of their own, aligned so that no two such blocks share a cache line.
///
/// This is what is published to readers that take no lock: a number (the address) that fits into one atomic word, so
/// that a table or a block of stripes appears to them at once or not at all. It counts no references; whoever allocates
/// a block frees it, once, when nobody can read it any more.
@usableFromInline
struct AtomicWords: Sendable {
    /// Two lines, since processors fetch them in pairs: what is that far apart is never taken from one another.
    static let lineWords = 16

    @usableFromInline
    let address: UInt

    /// A block of zeros.
    static func allocate(_ count: Int) -> AtomicWords {
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: max(count, 1) * MemoryLayout<UInt64>.stride, alignment: lineWords * MemoryLayout<UInt64>.stride)
        let words = memory.bindMemory(to: Atomic<UInt64>.self, capacity: count)
        for index in 0..<count { (words + index).initialize(to: Atomic(0)) }
        return AtomicWords(address: UInt(bitPattern: memory))
    }

    @inlinable
    init(address: UInt) {
        self.address = address
    }

    /// Ends its life; atomics have nothing to release.
    func deallocate() {
        UnsafeMutableRawPointer(bitPattern: address)?.deallocate()
    }

    /// A word. The index must be within what was allocated.
    @usableFromInline
    subscript(index: Int) -> Atomic<UInt64> {
        @inlinable
        @inline(__always)
        unsafeAddress {
            // An address of zero is no block: whoever loads one from an atomic asks first.
            UnsafePointer(bitPattern: address &+ UInt(bitPattern: index &* MemoryLayout<UInt64>.stride))
                .unsafelyUnwrapped
        }
    }
}
