/// Finds the bucket of a value: the first whose upper bound is not below it.
enum BucketSearch {
    /// Up to here a walk is faster than halving: the branches are easier to foretell and the bounds lie in a cache line or two.
    private static let linearMax = 35

    /// The index of the bucket, or `upperBounds.count` for `+Inf`. The value must not be NaN.
    static func index(of value: Double, in upperBounds: [Double]) -> Int {
        let upperBounds = upperBounds.span
        guard upperBounds.count > linearMax else {
            for index in upperBounds.indices where value <= upperBounds[index] { return index }
            return upperBounds.count
        }
        var low = 0
        var high = upperBounds.count
        while low < high {
            let middle = (low + high) / 2
            if value <= upperBounds[middle] { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
