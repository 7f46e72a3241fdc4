/// The bounds of native buckets within a power of two: 2^(i/256) for i from 0 to 255, each the double nearest to it.
///
/// Made by square roots and products of pairs of doubles, the second holding what the first has no room for. Of plain
/// doubles, half of the products would be off by a last bit, and an observation of exactly that bound in another bucket
/// than other libraries put it in. A mathematics library would do, but its last bits differ by platform.
enum NativeBoundTable {
    private struct Pair {
        var high: Double
        var low: Double

        init(_ high: Double, _ low: Double) {
            self.high = high + low
            self.low = (high - self.high) + low
        }

        static func * (left: Pair, right: Pair) -> Pair {
            let high = left.high * right.high
            let lost = (-high).addingProduct(left.high, right.high)
            return Pair(high, lost + (left.high * right.low + left.low * right.high))
        }

        func squareRoot() -> Pair {
            let root = high.squareRoot()
            let lost = high.addingProduct(-root, root) + low
            return Pair(root, lost / (2 * root))
        }
    }

    static let roots: [Double] = {
        // The root for each bit of the index, the highest bit first: 2^(1/2), 2^(1/4), …, 2^(1/256).
        var steps: [Pair] = []
        for _ in 0..<8 { steps.append((steps.last ?? Pair(2, 0)).squareRoot()) }
        return (0..<256).map { index in
            steps.indices.reduce(Pair(1, 0)) { product, bit in
                index >> (7 - bit) & 1 == 1 ? product * steps[bit] : product
            }.high
        }
    }()
}
