// Series that come in columns: the labels are encoded once for all scrapes, and what is left is of a length that can be told
// beforehand. So each series is written into room made for it, length before content, with nothing to be moved up later.

extension ProtobufWriter {
    /// Writes the series at a position in the ordinary way.
    typealias RowWriter = (inout ProtobufWriter, Int) -> Void

    /// Counters, gauges and unknown metrics; those with an exemplar are left to `row`.
    mutating func write(
        _ numbers: NumberColumn, _ column: SeriesColumn, kind: MetricKind, labels: EncodedLabels, row: RowWriter
    ) {
        let startTimes = column.startTimes

        let field = ProtobufField.number(of: kind)
        // Only counters have one in their message.
        let hasStart = kind == .counter && !startTimes.isEmpty
        for index in 0..<numbers.count {
            if !column.exemplars.isEmpty, column.exemplars[index] != nil {
                row(&self, index)
                continue
            }
            let part = labels.part(index)
            let start = hasStart ? startTimes[index] : nil
            let inner = 9 + (start.map(Self.count(ofTime:)) ?? 0)
            let count = part.count + 2 + inner
            append(bytesMax: count + 16) { cursor in
                cursor.writeHead(ProtobufField.Family.metric, count: count)
                cursor.copy(labels.bytes, part)
                cursor.writeHead(field, count: inner)
                cursor.write(ProtobufField.Number.value, double: numbers[index].double)
                if let start { cursor.write(ProtobufField.Number.startTime, start) }
            }
        }
    }

    /// Histograms without native buckets; those with an exemplar are left to `row`.
    mutating func write(
        _ histograms: HistogramColumn, _ column: SeriesColumn, labels: EncodedLabels, row: RowWriter
    ) {
        let startTimes = column.startTimes
        let bounds = histograms.upperBounds
        let width = bounds.count + 1
        let counts = histograms.bucketCounts
        for index in histograms.sums.indices {
            if !column.exemplars.isEmpty, column.exemplars[index] != nil {
                row(&self, index)
                continue
            }
            let first = index * width
            var total: UInt64 = 0
            var inner = 0
            for bucket in first..<first + width {
                total &+= counts[bucket]
                inner += 2 + 1 + Self.count(ofVarint: total) + 9
            }
            let start = startTimes.isEmpty ? nil : startTimes[index]
            inner += 1 + Self.count(ofVarint: total) + 9 + (start.map(Self.count(ofTime:)) ?? 0)
            let part = labels.part(index)
            let count = part.count + 1 + Self.count(ofVarint: UInt64(inner)) + inner
            append(bytesMax: count + 16) { cursor in
                cursor.writeHead(ProtobufField.Family.metric, count: count)
                cursor.copy(labels.bytes, part)
                cursor.writeHead(ProtobufField.Metric.histogram, count: inner)
                cursor.write(ProtobufField.Histogram.count, varint: total)
                cursor.write(ProtobufField.Histogram.sum, double: histograms.sums[index])
                var cumulative: UInt64 = 0
                for bucket in 0..<width {
                    cumulative &+= counts[first + bucket]
                    cursor.writeHead(
                        ProtobufField.Histogram.bucket, count: 1 + Self.count(ofVarint: cumulative) + 9)
                    cursor.write(ProtobufField.Bucket.cumulativeCount, varint: cumulative)
                    cursor.write(
                        ProtobufField.Bucket.upperBound, double: bucket < bounds.count ? bounds[bucket] : .infinity)
                }
                if let start { cursor.write(ProtobufField.Histogram.startTime, start) }
            }
        }
    }

    /// Seven bits a byte.
    @inline(__always)
    static func count(ofVarint value: UInt64) -> Int {
        max(1, (UInt64.bitWidth - value.leadingZeroBitCount + 6) / 7)
    }

    /// Of the whole field, its number and length included.
    fileprivate static func count(ofTime time: UnixTime) -> Int { 2 + innerCount(ofTime: time) }

    fileprivate static func innerCount(ofTime time: UnixTime) -> Int {
        let (seconds, nanoseconds) = time.components
        return 2 + count(ofVarint: UInt64(bitPattern: seconds)) + count(ofVarint: UInt64(nanoseconds))
    }
}

extension LineCursor {
    /// The number of a field, and how its value is written. No field here has a number above 15, which takes one byte.
    @inline(__always)
    private mutating func write(tag field: UInt64, _ type: ProtobufWriter.WireType) {
        write(UInt8(truncatingIfNeeded: field &<< 3 | type.rawValue))
    }

    @inline(__always)
    private mutating func write(varint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            write(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest &>>= 7
        }
        write(UInt8(truncatingIfNeeded: rest))
    }

    /// What stands before a message.
    @inline(__always)
    fileprivate mutating func writeHead(_ field: UInt64, count: Int) {
        write(tag: field, .bytes)
        write(varint: UInt64(count))
    }

    @inline(__always)
    fileprivate mutating func write(_ field: UInt64, varint value: UInt64) {
        write(tag: field, .varint)
        write(varint: value)
    }

    @inline(__always)
    fileprivate mutating func write(_ field: UInt64, double value: Double) {
        write(tag: field, .fixed64)
        writeLittleEndian(value.bitPattern)
    }

    fileprivate mutating func write(_ field: UInt64, _ time: UnixTime) {
        let (seconds, nanoseconds) = time.components
        writeHead(field, count: ProtobufWriter.innerCount(ofTime: time))
        write(ProtobufField.Timestamp.seconds, varint: UInt64(bitPattern: seconds))
        write(ProtobufField.Timestamp.nanoseconds, varint: UInt64(nanoseconds))
    }
}
