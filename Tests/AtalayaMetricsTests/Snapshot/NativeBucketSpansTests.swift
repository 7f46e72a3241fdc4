import AtalayaMetrics
import Testing

@Suite("Native bucket spans")
struct NativeBucketSpansTests {
    struct Case: Sendable {
        let indices: [Int32]
        let spans: [[Int]]
        let counts: [UInt64]
    }

    @Test(
        "Runs up to two empty buckets apart are one run",
        arguments: [
            Case(indices: [], spans: [], counts: []),
            Case(indices: [5], spans: [[5, 1]], counts: [1]),
            Case(indices: [-2, -1, 0], spans: [[-2, 3]], counts: [1, 1, 1]),
            Case(indices: [0, 2, 5], spans: [[0, 6]], counts: [1, 0, 1, 0, 0, 1]),
            Case(indices: [0, 4], spans: [[0, 1], [3, 1]], counts: [1, 1]),
            Case(indices: [1], spans: [[1, 1]], counts: [1]),
            Case(indices: [-10, 10], spans: [[-10, 1], [19, 1]], counts: [1, 1]),
        ])
    func runs(example: Case) {
        let runs = NativeBucketSpans(example.indices.map { .init(index: $0, count: 1) })
        #expect(runs.spans.map { [Int($0.offset), Int($0.length)] } == example.spans)
        #expect(runs.counts == example.counts)
    }

    @Test("Deltas add up to the counts, and the indices can be read back")
    func deltas() {
        let counts: [UInt64] = [3, 1, .max, 7]
        let indices: [Int32] = [-7, -6, -4, 90]
        let buckets = zip(indices, counts).map { NativeHistogramValue.Bucket(index: $0, count: $1) }
        let runs = NativeBucketSpans(buckets)
        var read: [NativeHistogramValue.Bucket] = []
        var deltas = runs.deltas[...]
        var index: Int32 = 0
        var count: UInt64 = 0
        for span in runs.spans {
            index += span.offset
            for _ in 0..<span.length {
                count &+= UInt64(bitPattern: deltas.removeFirst())
                if count > 0 { read.append(.init(index: index, count: count)) }
                index += 1
            }
        }
        #expect(read == buckets)
    }

    @Test("Indices at the ends of their range do no harm")
    func extremes() {
        let runs = NativeBucketSpans([.init(index: .min, count: 1), .init(index: .max, count: 1)])
        #expect(runs.counts == [1, 1])
    }
}
