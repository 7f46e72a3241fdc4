extension Chunk: DeliverableChunk {
    /// What holding the chunk costs: its entries, and nearly nothing beside them.
    public var heldBytes: Int { entries.count }
}
