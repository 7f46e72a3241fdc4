/// The sample lines of the text formats, which differ in their metadata and in few other things: one walk for all of them.
///
/// A line is a few copies of bytes that were made once and a number. Values that come in columns are written many lines at
/// a time; the labels of their series lie one behind the other (``LabelColumn``), so that no reference is followed for a
/// line. Values that come one by one, as collectors give them, end in the same functions.
struct SampleLines {
    /// What the formats do differently.
    struct Style: Sendable {
        var floats: NumberText.Style
        /// OpenMetrics has exemplars, knows gauge histograms, and forbids sum and count where the sum says nothing: below
        /// a negative bound, or when it is negative.
        var isOpenMetrics: Bool
        /// Since when counters and histograms count, as samples called `_created`.
        var writesCreated = false
    }

    let style: Style

    /// Room is made for so many lines at once, so that short numbers leave little of it unused.
    private static let batch = 4_096

    /// All lines of a family.
    func write(_ family: MetricFamily, to buffer: inout [UInt8]) {
        guard case .columns(let labels, let column) = family.content else {
            return writeRows(of: family, to: &buffer)
        }
        switch column.values {
        case .numbers(let numbers), .infos(let numbers): write(numbers, column, labels, of: family, to: &buffer)
        case .histograms(let histograms): write(histograms, column, labels, of: family, to: &buffer)
        case .others: writeRows(of: family, to: &buffer)
        }
    }

    /// The lines of a gauge histogram's sums or counts alone, for the format that takes them for a metric of their own.
    func writeGauge(
        of family: MetricFamily, head: LineHead, _ value: (HistogramValue) -> MetricNumber, to buffer: inout [UInt8]
    ) {
        for series in family.series {
            guard case .histogram(let histogram) = series.value else { continue }
            write(head, series, value(histogram), to: &buffer)
        }
    }

    // MARK: Columns

    private func write(
        _ numbers: NumberColumn, _ column: SeriesColumn, _ labels: LabelColumn, of family: MetricFamily,
        to buffer: inout [UInt8]
    ) {
        let hasMore =
            style.isOpenMetrics && !column.exemplars.isEmpty || style.writesCreated && !column.startTimes.isEmpty
        if hasMore { return writeMore(numbers, column, labels, of: family, to: &buffer) }
        // Two loops, since one of them then has no calls but the copies.
        if numbers.isWhole {
            let words = numbers.words
            writeBatches(of: labels, to: &buffer) { lines, start, cursor in
                var place = start
                cursor.loop { cursor in
                    for index in lines {
                        let end = labels.ends[index]
                        cursor.copy(labels.starts, place..<end)
                        place = end
                        cursor.write(words[index])
                        cursor.write(UInt8(ascii: "\n"))
                    }
                }
                start = place
            }
        } else {
            writeBatches(of: labels, to: &buffer) { lines, start, cursor in
                for index in lines {
                    let end = labels.ends[index]
                    cursor.copy(labels.starts, start..<end)
                    start = end
                    NumberText.write(numbers[index], style: style.floats, to: &cursor)
                    cursor.write(UInt8(ascii: "\n"))
                }
            }
        }
    }

    /// Makes room for the next lines again and again. A line has what its series starts with, and a number.
    @inline(__always)
    private func writeBatches(
        of labels: LabelColumn, to buffer: inout [UInt8],
        _ write: (_ lines: Range<Int>, _ start: inout Int, inout LineCursor) -> Void
    ) {
        let ends = labels.ends
        var start = 0
        var first = 0
        while first < ends.count {
            let last = min(first + Self.batch, ends.count)
            let bytesMax = ends[last - 1] - start + (last - first) * (NumberText.bytesMax + 1)
            LineCursor.append(bytesMax: bytesMax, to: &buffer) { cursor in write(first..<last, &start, &cursor) }
            first = last
        }
    }

    /// As above, with exemplars and with the times when counting began.
    private func writeMore(
        _ numbers: NumberColumn, _ column: SeriesColumn, _ labels: LabelColumn, of family: MetricFamily,
        to buffer: inout [UInt8]
    ) {
        let starts = labels.starts
        let heads = labels.heads(of: family, upperBounds: [])
        let moreMax = heads.created.open.count + ExemplarText.bytesMax
        var start = 0
        for (index, end) in labels.ends.enumerated() {
            let bytesMax = 2 * (end - start + NumberText.bytesMax) + moreMax
            LineCursor.append(bytesMax: bytesMax, to: &buffer) { cursor in
                cursor.copy(starts, start..<end)
                NumberText.write(numbers[index], style: style.floats, to: &cursor)
                if style.isOpenMetrics { writeExemplar(column.exemplars[index]?[0], to: &cursor) }
                cursor.write(UInt8(ascii: "\n"))
                if !column.startTimes.isEmpty {
                    writeCreated(column.startTimes[index], heads, starts, labels.labels(in: start..<end), to: &cursor)
                }
            }
            start = end
        }
    }

    private func write(
        _ histograms: HistogramColumn, _ column: SeriesColumn, _ labels: LabelColumn, of family: MetricFamily,
        to buffer: inout [UInt8]
    ) {
        let heads = labels.heads(of: family, upperBounds: histograms.upperBounds)
        let starts = labels.starts
        let width = heads.tailEnds.count
        let isGauge = family.kind == .gaugeHistogram
        var start = 0
        for (index, end) in labels.ends.enumerated() {
            write(
                histograms.bucketCounts, from: index * width, sum: histograms.sums[index], isGauge: isGauge,
                exemplars: column.exemplars.isEmpty ? nil : column.exemplars[index],
                startTime: column.startTimes.isEmpty ? nil : column.startTimes[index], heads, starts,
                labels.labels(in: start..<end), to: &buffer)
            start = end
        }
    }

    /// The cumulative buckets, sum and count of the histogram whose counts begin at an index.
    private func write(
        _ counts: [UInt64], from first: Int, sum: Double, isGauge: Bool, exemplars: [Int: Exemplar]?,
        startTime: UnixTime?, timestamp: UnixTime? = nil, _ heads: FamilyHeads, _ labels: [UInt8], _ part: Range<Int>,
        to buffer: inout [UInt8]
    ) {
        let exemplars = style.isOpenMetrics ? exemplars ?? [:] : [:]
        let tailEnds = heads.tailEnds
        // Names of the other samples are as long or shorter, `_created` by one byte longer.
        let lineMax = heads.bucket.open.count + part.count + 4 + NumberText.bytesMax + Self.timestampBytesMax
        let bytesMax =
            (tailEnds.count + 3) * lineMax + heads.bucketTails.count + exemplars.count * ExemplarText.bytesMax
        LineCursor.append(bytesMax: bytesMax, to: &buffer) { cursor in
            let head = cursor.position
            cursor.copy(heads.bucket.open)
            if !part.isEmpty {
                cursor.copy(labels, part)
                cursor.write(UInt8(ascii: ","))
            }
            let headCount = cursor.position - head
            var total: UInt64 = 0
            var tailStart = 0
            for bucket in tailEnds.indices {
                if bucket > 0 { cursor.copyAgain(from: head, count: headCount) }
                cursor.copy(heads.bucketTails, tailStart..<tailEnds[bucket])
                tailStart = tailEnds[bucket]
                total &+= counts[first + bucket]
                cursor.write(total)
                writeTimestamp(timestamp, to: &cursor)
                if !exemplars.isEmpty { writeExemplar(exemplars[bucket], to: &cursor) }
                cursor.write(UInt8(ascii: "\n"))
            }
            if isGauge {
                guard style.isOpenMetrics, hasMeaning(sum, heads.upperBounds, isGauge: true) else { return }
                write(heads.count, labels, part, .integer(total), timestamp, to: &cursor)
                write(heads.sum, labels, part, .double(sum), timestamp, to: &cursor)
            } else {
                if hasMeaning(sum, heads.upperBounds, isGauge: false) {
                    write(heads.sum, labels, part, .double(sum), timestamp, to: &cursor)
                    write(heads.count, labels, part, .integer(total), timestamp, to: &cursor)
                }
                writeCreated(startTime, heads, labels, part, to: &cursor)
            }
        }
    }

    /// A sum that may be written. That of a gauge histogram may be negative, but only where a bucket is.
    private func hasMeaning(_ sum: Double, _ bounds: [Double], isGauge: Bool) -> Bool {
        guard style.isOpenMetrics else { return true }
        let isBelowZero = (bounds.first ?? 0) < 0
        return sum >= 0 && (isGauge || !isBelowZero) || isGauge && isBelowZero && !sum.isNaN
    }

    // MARK: Parts of lines

    /// `name{labels} number`
    private func write(
        _ head: LineHead, _ labels: [UInt8], _ part: Range<Int>, _ number: MetricNumber, _ timestamp: UnixTime?,
        to cursor: inout LineCursor
    ) {
        writeStart(head, labels, part, to: &cursor)
        NumberText.write(number, style: style.floats, to: &cursor)
        writeTimestamp(timestamp, to: &cursor)
        cursor.write(UInt8(ascii: "\n"))
    }

    private func writeStart(_ head: LineHead, _ labels: [UInt8], _ part: Range<Int>, to cursor: inout LineCursor) {
        guard !part.isEmpty else { return cursor.copy(head.bare) }
        cursor.copy(head.open)
        cursor.copy(labels, part)
        cursor.write(UInt8(ascii: "}"))
        cursor.write(UInt8(ascii: " "))
    }

    /// A space and no more digits than a number of 64 bits has, a point among them.
    private static let timestampBytesMax = 24

    /// The text format has milliseconds, and none before 1970: its reader takes no minus. OpenMetrics has seconds.
    private func writeTimestamp(_ time: UnixTime?, to cursor: inout LineCursor) {
        guard let time else { return }
        if style.isOpenMetrics {
            cursor.write(UInt8(ascii: " "))
            ExemplarText.write(time, to: &cursor)
        } else if time.nanoseconds >= 0 {
            cursor.write(UInt8(ascii: " "))
            cursor.write(UInt64(time.milliseconds))
        }
    }

    private func writeExemplar(_ exemplar: Exemplar?, to cursor: inout LineCursor) {
        guard let exemplar else { return }
        ExemplarText.write(exemplar, style: style.floats, to: &cursor)
    }

    /// When the series began to count; most readers take this for a series of its own.
    private func writeCreated(
        _ time: UnixTime?, _ heads: FamilyHeads, _ labels: [UInt8], _ part: Range<Int>, to cursor: inout LineCursor
    ) {
        guard style.writesCreated, let time else { return }
        writeStart(heads.created, labels, part, to: &cursor)
        ExemplarText.write(time, to: &cursor)
        cursor.write(UInt8(ascii: "\n"))
    }

    // MARK: Rows

    private func writeRows(of family: MetricFamily, to buffer: inout [UInt8]) {
        var heads = FamilyHeads(family, upperBounds: [])
        for series in family.series {
            switch series.value {
            case .number(let number):
                // Somebody else's counter that is not called like one, to which OpenMetrics grants none.
                let exemplar = family.name == family.familyName ? nil : series.exemplar
                write(heads.value, series, number, exemplar: exemplar, to: &buffer)
                writeCreated(of: series, heads, to: &buffer)
            case .info:
                write(heads.value, series, .integer(1), to: &buffer)
            case .stateSet(let states):
                for state in states {
                    var pair: [UInt8] = []
                    TextEscaping.appendPair(name: family.familyName, value: state.name, to: &pair)
                    write(heads.value, series, pair, .integer(state.isSet ? 1 : 0), to: &buffer)
                }
            case .summary(let value):
                write(value, series, heads, to: &buffer)
                writeCreated(of: series, heads, to: &buffer)
            case .histogram(let value):
                if heads.upperBounds != value.upperBounds {
                    heads = FamilyHeads(family, upperBounds: value.upperBounds)
                }
                let labels = series.labels.escaped
                write(
                    value.bucketCounts, from: 0, sum: value.sum, isGauge: family.kind == .gaugeHistogram,
                    exemplars: value.exemplars, startTime: series.startTime, timestamp: series.timestamp, heads, labels,
                    0..<labels.count, to: &buffer)
            }
        }
    }

    private func write(
        _ head: LineHead, _ series: MetricSeries, _ number: MetricNumber, exemplar: Exemplar? = nil,
        to buffer: inout [UInt8]
    ) {
        let labels = series.labels.escaped
        let bytesMax =
            head.open.count + labels.count + NumberText.bytesMax + 4 + Self.timestampBytesMax + ExemplarText.bytesMax
        LineCursor.append(bytesMax: bytesMax, to: &buffer) { cursor in
            writeStart(head, labels, 0..<labels.count, to: &cursor)
            NumberText.write(number, style: style.floats, to: &cursor)
            writeTimestamp(series.timestamp, to: &cursor)
            if style.isOpenMetrics { writeExemplar(exemplar, to: &cursor) }
            cursor.write(UInt8(ascii: "\n"))
        }
    }

    /// With one more label, already escaped.
    private func write(
        _ head: LineHead, _ series: MetricSeries, _ pair: [UInt8], _ number: MetricNumber, to buffer: inout [UInt8]
    ) {
        let labels = series.labels.escaped
        let bytesMax = head.open.count + labels.count + pair.count + NumberText.bytesMax + 4 + Self.timestampBytesMax
        LineCursor.append(bytesMax: bytesMax, to: &buffer) { cursor in
            cursor.copy(head.open)
            if !labels.isEmpty {
                cursor.copy(labels)
                cursor.write(UInt8(ascii: ","))
            }
            cursor.copy(pair)
            cursor.write(UInt8(ascii: "}"))
            cursor.write(UInt8(ascii: " "))
            NumberText.write(number, style: style.floats, to: &cursor)
            writeTimestamp(series.timestamp, to: &cursor)
            cursor.write(UInt8(ascii: "\n"))
        }
    }

    private func write(_ value: SummaryValue, _ series: MetricSeries, _ heads: FamilyHeads, to buffer: inout [UInt8]) {
        // OpenMetrics forbids quantiles below zero, whatever was observed.
        for quantile in value.quantiles where !(style.isOpenMetrics && quantile.value < 0) {
            var pair = Array("quantile=\"".utf8)
            NumberText.append(quantile.quantile, style: .keepingPoint, to: &pair)
            pair.append(UInt8(ascii: "\""))
            write(heads.value, series, pair, .double(quantile.value), to: &buffer)
        }
        if !style.isOpenMetrics || value.sum >= 0 { write(heads.sum, series, .double(value.sum), to: &buffer) }
        write(heads.count, series, .integer(value.count), to: &buffer)
    }

    private func writeCreated(of series: MetricSeries, _ heads: FamilyHeads, to buffer: inout [UInt8]) {
        guard style.writesCreated, series.startTime != nil else { return }
        let labels = series.labels.escaped
        LineCursor.append(bytesMax: heads.created.open.count + labels.count + 40, to: &buffer) { cursor in
            writeCreated(series.startTime, heads, labels, 0..<labels.count, to: &cursor)
        }
    }
}
