// What one message cannot show: whether it has come before, and whether something is missing between it and the one
// before. The protocol promises "at least once", so the same chunk may come again when its acknowledgement was lost;
// that is no fault, but it must be the same chunk. The ranges and numbers that our own sender adds to its options make
// a missing chunk visible.

/// Keeps the books on the batches of one or many connections: tells duplicates and gaps.
///
/// Bounded: it remembers the last `chunksMax` chunk IDs and the state of `sourcesMax` sources, and forgets the oldest.
public struct ReceiverAudit: Sendable {
    /// What a batch shows when it is held against those before it.
    public enum Finding: Hashable, Sendable {
        /// The chunk has come before, with the same content. Its records must not be stored twice.
        case duplicate(chunk: String)
        /// A chunk with this ID has come before with another content: the sender gives IDs twice.
        case conflict(chunk: String)
        /// Bytes of a source that no batch has covered.
        case gap(SourceSpan)
        /// Bytes of a source that an earlier batch, with another ID, has covered already.
        case overlap(SourceSpan)
    }

    private struct Content: Hashable {
        var checksum: UInt32
        var byteCount: Int
    }

    public let chunksMax: Int
    public let sourcesMax: Int
    /// Batches that were new.
    public private(set) var acceptedBatches: UInt64 = 0
    /// Batches that had come before.
    public private(set) var duplicateBatches: UInt64 = 0
    /// Bytes of sources that are missing between those that came.
    public private(set) var missingBytes: UInt64 = 0

    private var contents: [String: Content] = [:]
    private var chunkOrder = OldestFirst<String>()
    private var reached: [String: UInt64] = [:]
    private var sourceOrder = OldestFirst<String>()

    public init(chunksMax: Int = 65_536, sourcesMax: Int = 16_384) {
        self.chunksMax = max(1, chunksMax)
        self.sourcesMax = max(1, sourcesMax)
    }

    /// Takes a batch into the books, in the order in which batches arrive. Constant time for each span.
    ///
    /// - Returns: What is remarkable about it; nothing for a batch that is new and goes on where the last one ended.
    public mutating func note(_ batch: ReceivedBatch) -> [Finding] {
        if let chunk = batch.chunk {
            let content = Content(checksum: batch.payloadChecksum, byteCount: batch.entriesBytes)
            if let known = contents[chunk] {
                guard known == content else { return [.conflict(chunk: chunk)] }
                duplicateBatches += 1
                return [.duplicate(chunk: chunk)]
            }
            contents[chunk] = content
            if let oldest = chunkOrder.append(chunk, keeping: chunksMax) { contents[oldest] = nil }
        }
        acceptedBatches += 1
        return batch.options.spans.compactMap { cover($0) }
    }

    private mutating func cover(_ span: SourceSpan) -> Finding? {
        guard let before = reached[span.source] else {
            // Where the first range of a source begins is the sender's business: a checkpoint may lie before it.
            reached[span.source] = span.to
            if let oldest = sourceOrder.append(span.source, keeping: sourcesMax) { reached[oldest] = nil }
            return nil
        }
        reached[span.source] = max(before, span.to)
        if span.from > before {
            missingBytes += span.from - before
            return .gap(SourceSpan(source: span.source, from: before, to: span.from))
        }
        if span.from < before {
            return .overlap(SourceSpan(source: span.source, from: span.from, to: min(before, span.to)))
        }
        return nil
    }
}

/// A queue that gives back its oldest element when it has more than it should.
private struct OldestFirst<Element: Sendable>: Sendable {
    private var elements: [Element] = []
    private var head = 0

    mutating func append(_ element: Element, keeping countMax: Int) -> Element? {
        elements.append(element)
        guard elements.count - head > countMax else { return nil }
        let oldest = elements[head]
        head += 1
        // Moves the rest down once for every `countMax` elements, so each append costs constant time on average.
        if head >= countMax {
            elements.removeSubrange(..<head)
            head = 0
        }
        return oldest
    }
}
