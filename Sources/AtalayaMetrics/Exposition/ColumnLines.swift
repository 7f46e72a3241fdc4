/// The lines of a metric whose values came in columns: the same bytes as one by one, a batch at a time.
///
/// ``LabelColumn`` holds the start of every line, ready to be copied; the buckets of a histogram share the start of its
/// series and, with all other series, the end that says `le`.
extension SampleLines {
    /// Writes all series of a family, or nothing and says so where its values are not in columns that have lines of this kind.
    mutating func writeColumns(of family: MetricFamily, to buffer: inout [UInt8]) -> Bool {
        guard case .columns(let labels, let column) = family.content else { return false }
        switch column.values {
        case .numbers(let numbers): write(numbers, labels, to: &buffer)
        case .histograms(let histograms): write(histograms, labels, to: &buffer)
        case .others: return false
        }
        return true
    }

    /// No number is longer: a sign, seventeen digits, a point and an exponent, or twenty digits; and the end of the line.
    private static let numberBytesMax = 32
    /// Room is made for so many lines at once, so that short numbers leave little of it unused.
    private static let batch = 4_096

    private func write(_ numbers: [MetricNumber], _ column: LabelColumn, to buffer: inout [UInt8]) {
        let starts = column.starts
        let ends = column.ends
        var digits: [UInt8] = []
        var start = 0
        var first = 0
        while first < numbers.count {
            let last = min(first + Self.batch, numbers.count)
            let bytesMax = ends[last - 1] - start + (last - first) * Self.numberBytesMax
            LineCursor.append(bytesMax: bytesMax, to: &buffer) { cursor in
                for index in first..<last {
                    let end = ends[index]
                    cursor.copy(starts, start..<end)
                    start = end
                    write(numbers[index], &digits, to: &cursor)
                }
            }
            first = last
        }
    }

    private mutating func write(_ histograms: HistogramColumn, _ column: LabelColumn, to buffer: inout [UInt8]) {
        prepareTails(histograms.upperBounds)
        let starts = column.starts
        let counts = histograms.bucketCounts
        let width = bucketTails.count
        let tails = Array(bucketTails.joined())
        var end = 0
        let tailEnds = bucketTails.map { tail in
            end += tail.count
            return end
        }
        let omitsSums = omitsMeaninglessSums && (histograms.upperBounds.first ?? 0) < 0
        var head: [UInt8] = []
        var digits: [UInt8] = []
        var start = 0
        for (index, end) in column.ends.enumerated() {
            let labels = column.labels(in: start..<end)
            start = end
            startBuckets(&head, labels: starts[labels])
            let lineMax = head.count + Self.numberBytesMax
            LineCursor.append(bytesMax: width * lineMax + tails.count + 2 * lineMax, to: &buffer) { cursor in
                let total = Self.writeBuckets(
                    counts, from: index * width, head: head, tails: tails, tailEnds: tailEnds, to: &cursor)
                let sum = histograms.sums[index]
                if omitsSums || omitsMeaninglessSums && !(sum >= 0) { return }
                writeStart(Self.sumSuffix, starts, labels, to: &cursor)
                write(.double(sum), &digits, to: &cursor)
                writeStart(Self.countSuffix, starts, labels, to: &cursor)
                write(.integer(total), &digits, to: &cursor)
            }
        }
    }

    /// The cumulative buckets of the series whose counts begin at an index; gives the count of all.
    private static func writeBuckets(
        _ counts: [UInt64], from first: Int, head: [UInt8], tails: [UInt8], tailEnds: [Int], to cursor: inout LineCursor
    ) -> UInt64 {
        var cumulative: UInt64 = 0
        var tailStart = 0
        for bucket in tailEnds.indices {
            cumulative &+= counts[first + bucket]
            cursor.copy(head)
            cursor.copy(tails, tailStart..<tailEnds[bucket])
            tailStart = tailEnds[bucket]
            cursor.write(cumulative)
            cursor.write(UInt8(ascii: "\n"))
        }
        return cumulative
    }

    /// `name_bucket{labels,`
    private func startBuckets(_ head: inout [UInt8], labels: ArraySlice<UInt8>) {
        head.removeAll(keepingCapacity: true)
        head += name
        head += "_bucket{".utf8
        if labels.isEmpty { return }
        head += labels
        head.append(UInt8(ascii: ","))
    }

    /// `name_suffix{labels} `
    private func writeStart(
        _ suffix: [UInt8], _ starts: [UInt8], _ labels: Range<Int>, to cursor: inout LineCursor
    ) {
        cursor.copy(name)
        cursor.copy(suffix)
        if !labels.isEmpty {
            cursor.write(UInt8(ascii: "{"))
            cursor.copy(starts, labels)
            cursor.write(UInt8(ascii: "}"))
        }
        cursor.write(UInt8(ascii: " "))
    }

    private static let sumSuffix = Array("_sum".utf8)
    private static let countSuffix = Array("_count".utf8)

    /// The number and the end of the line. `digits` is room to work in.
    @inline(__always)
    private func write(_ number: MetricNumber, _ digits: inout [UInt8], to cursor: inout LineCursor) {
        switch number {
        case .integer(let value): cursor.write(value)
        case .double(let value): write(value, &digits, to: &cursor)
        }
        cursor.write(UInt8(ascii: "\n"))
    }

    private func write(_ value: Double, _ digits: inout [UInt8], to cursor: inout LineCursor) {
        digits.removeAll(keepingCapacity: true)
        NumberText.append(value, style: floatStyle, to: &digits)
        cursor.copy(digits)
    }
}
