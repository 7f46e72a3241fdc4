import Synchronization

/// Sixteen counters side by side, the unit in which cells are handed out.
///
/// The atomics are inline: reaching one is an index and no pointer beyond the block's own. The block is also the seam
/// where cells may later live in memory that another process reads.
final class CellBlock: Sendable {
    static let cellCount = 16
    let cells = InlineArray<16, Atomic<UInt64>> { _ in Atomic(0) }
}

/// As many cells as asked for, in blocks.
struct CellBlocks: Sendable {
    private let blocks: [CellBlock]
    let count: Int

    init(count: Int) {
        self.count = count
        blocks = (0..<(count + CellBlock.cellCount - 1) / CellBlock.cellCount).map { _ in CellBlock() }
    }

    /// Relaxed: the cell orders nothing by itself. Who needs an order adds it in a later, releasing store.
    func add(_ amount: UInt64, at index: Int) {
        blocks[index / CellBlock.cellCount].cells[index % CellBlock.cellCount].wrappingAdd(amount, ordering: .relaxed)
    }

    func load(at index: Int) -> UInt64 {
        blocks[index / CellBlock.cellCount].cells[index % CellBlock.cellCount].load(ordering: .relaxed)
    }
}
