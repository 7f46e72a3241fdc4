extension GridLayout {
    /// Where a panel goes that is put among others, and by how many rows everything below their section moves down.
    public struct Insertion: Hashable, Sendable {
        public let position: GridPosition
        public let shift: Int
    }

    /// Finds a place for a panel among those of one section so that as little as possible moves.
    ///
    /// The highest hole that takes it is used, the leftmost of equals; then nothing moves. Without a hole the panel
    /// stands at the section's end, and everything below moves down together by what is missing: no panel changes its
    /// column or its neighbours.
    ///
    /// - Parameters:
    ///   - places: the panels of the section.
    ///   - top: the first row of the section, below its header.
    ///   - bottom: the row of the next header; nil for the last section, which has no end.
    public static func insert(_ size: GridSize, into places: [GridPosition], from top: Int, before bottom: Int?)
        -> Insertion
    {
        let rows = ([top] + places.map { $0.y + $0.size.height }).filter { $0 >= top }.sorted()
        for y in rows {
            for x in 0...(columns - size.width) {
                let candidate = GridPosition(x: x, y: y, size: size)
                guard !places.contains(where: candidate.overlaps) else { continue }
                let end = y + size.height
                // Below the section's last panel there is always room; up to the next header there may be less.
                guard let bottom, end > bottom else { return Insertion(position: candidate, shift: 0) }
                return Insertion(position: candidate, shift: end - bottom)
            }
        }
        // The row below the lowest panel takes any size.
        return Insertion(position: GridPosition(x: 0, y: rows.last ?? top, size: size), shift: 0)
    }
}
