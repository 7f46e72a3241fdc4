/// Prometheus' delimited protocol buffers, read into the same families and samples as the text formats: a histogram is its
/// buckets, sum and count. Native buckets come as one more sample, called as the family.
///
/// The line of a problem is the number of the message, its column the byte in the whole, both from 1. Unknown fields are
/// skipped, as the encoding demands. Histograms of floating-point counts, which only federation has, are not read.
struct ProtobufParser {
    private typealias Field = ProtobufField
    private typealias Problem = ProtobufReader.Problem

    private var assembler = FamilyAssembler()
    private var message = 0

    consuming func parse(_ bytes: [UInt8]) -> ParsedExposition {
        var reader = ProtobufReader(bytes[...])
        while !reader.isAtEnd {
            message += 1
            let family: ArraySlice<UInt8>
            do throws(Problem) {
                family = try reader.delimited()
            } catch {
                // Without its length, nobody knows where the next message begins.
                assembler.report(problem(error.message, at: error.offset))
                break
            }
            do throws(Problem) {
                try parse(family: family)
            } catch {
                assembler.report(problem(error.message, at: error.offset))
            }
        }
        for family in assembler.families {
            for problem in FamilyRules.plainText(family) { assembler.report(problem) }
        }
        return assembler.finished()
    }

    private func problem(
        _ text: String, at offset: Int, _ rule: ExpositionProblem.Rule = .syntax
    ) -> ExpositionProblem {
        ExpositionProblem(line: message, column: offset + 1, rule, text)
    }

    private mutating func parse(family bytes: ArraySlice<UInt8>) throws(Problem) {
        var reader = ProtobufReader(bytes)
        var name = ""
        var help: String?
        var unit: String?
        var kind = MetricKind.counter
        var metrics: [ArraySlice<UInt8>] = []
        while let (field, value) = try reader.next() {
            switch field {
            case Field.Family.name: name = try text(value, reader)
            case Field.Family.help: help = try text(value, reader)
            case Field.Family.unit: unit = try text(value, reader)
            case Field.Family.type:
                guard let known = value.number.flatMap(Field.kind(ofType:)) else {
                    throw reader.problem("there is no such type of metric")
                }
                kind = known
            case Field.Family.metric: if let bytes = value.bytes { metrics.append(bytes) }
            default: continue
            }
        }
        guard !name.isEmpty else { throw Problem(message: "a metric has no name", offset: bytes.startIndex) }
        do {
            try assembler.setMetadata(
                "TYPE", of: name, at: message, isSet: { $0.line != message },
                set: {
                    $0.kind = kind; $0.help = help; $0.unit = unit
                })
        } catch {
            assembler.report(error)
        }
        for metric in metrics { try parse(metric: metric, of: name, kind) }
    }

    private func text(_ value: ProtobufReader.Value, _ reader: ProtobufReader) throws(Problem) -> String {
        guard let bytes = value.bytes, let text = String(validating: bytes, as: UTF8.self) else {
            throw reader.problem("a text is not UTF-8")
        }
        return text
    }

    private mutating func parse(metric bytes: ArraySlice<UInt8>, of name: String, _ kind: MetricKind) throws(Problem) {
        var reader = ProtobufReader(bytes)
        var labels: [ParsedSample.Label] = []
        var timestamp: Double?
        var body: ArraySlice<UInt8>?
        let wanted =
            switch kind {
            case .counter: Field.Metric.counter
            case .summary: Field.Metric.summary
            case .unknown: Field.Metric.untyped
            case .histogram, .gaugeHistogram: Field.Metric.histogram
            default: Field.Metric.gauge
            }
        while let (field, value) = try reader.next() {
            switch field {
            case Field.Metric.label: if let bytes = value.bytes { labels.append(try label(bytes)) }
            case Field.Metric.timestamp: timestamp = value.number.map { Double(Int64(bitPattern: $0)) / 1000 }
            case wanted: body = value.bytes
            default: continue
            }
        }
        guard let body else {
            throw Problem(message: "\(name): a \(kind.rawValue) without its value", offset: bytes.startIndex)
        }
        if Set(labels.map { ExactText($0.name) }).count < labels.count {
            throw Problem(message: "\(name): a label comes twice", offset: bytes.startIndex)
        }
        let series = Series(name: name, labels: labels, timestamp: timestamp, message: message)
        let samples =
            switch kind {
            case .summary: try summary(body, series)
            case .histogram, .gaugeHistogram: try histogram(body, series, isGauge: kind == .gaugeHistogram)
            default: [try number(body, series)]
            }
        for sample in samples {
            do {
                try assembler.add(sample, allowingLaterPoints: true)
            } catch {
                assembler.report(error)
            }
        }
    }

    /// What the samples of one metric share.
    private struct Series {
        let name: String
        let labels: [ParsedSample.Label]
        let timestamp: Double?
        let message: Int

        func sample(
            _ suffix: String, _ value: Double, label: ParsedSample.Label? = nil, exemplar: ParsedSample.Exemplar? = nil,
            native: NativeHistogramValue? = nil, startTime: UnixTime? = nil
        ) -> ParsedSample {
            var labels = labels
            if let label { labels.append(label) }
            return ParsedSample(
                name: name + suffix, labels: labels, value: value, timestamp: timestamp, exemplar: exemplar,
                native: native, startTime: startTime, line: message)
        }
    }

    private func label(_ bytes: ArraySlice<UInt8>) throws(Problem) -> ParsedSample.Label {
        var reader = ProtobufReader(bytes)
        var name = ""
        var text = ""
        while let (field, value) = try reader.next() {
            switch field {
            case Field.Label.name: name = try self.text(value, reader)
            case Field.Label.value: text = try self.text(value, reader)
            default: continue
            }
        }
        guard !name.isEmpty else { throw Problem(message: "a label has no name", offset: bytes.startIndex) }
        return .init(name: name, value: text)
    }

    private func number(_ bytes: ArraySlice<UInt8>, _ series: Series) throws(Problem) -> ParsedSample {
        var reader = ProtobufReader(bytes)
        var number = 0.0
        var exemplar: ParsedSample.Exemplar?
        var startTime: UnixTime?
        while let (field, value) = try reader.next() {
            switch field {
            case Field.Number.value: number = value.double ?? 0
            case Field.Number.exemplar:
                exemplar = try value.bytes.map { bytes throws(Problem) in try self.exemplar(bytes) }
            case Field.Number.startTime: startTime = try value.bytes.map { bytes throws(Problem) in try time(bytes) }
            default: continue
            }
        }
        return series.sample("", number, exemplar: exemplar, startTime: startTime)
    }

    private func summary(_ bytes: ArraySlice<UInt8>, _ series: Series) throws(Problem) -> [ParsedSample] {
        var reader = ProtobufReader(bytes)
        var samples: [ParsedSample] = []
        var count: UInt64 = 0
        var sum = 0.0
        var startTime: UnixTime?
        while let (field, value) = try reader.next() {
            switch field {
            case Field.Summary.count: count = value.number ?? 0
            case Field.Summary.sum: sum = value.double ?? 0
            case Field.Summary.quantile:
                guard let bytes = value.bytes else { continue }
                var reader = ProtobufReader(bytes)
                var quantile = 0.0
                var number = 0.0
                while let (field, value) = try reader.next() {
                    if field == Field.Quantile.quantile { quantile = value.double ?? 0 }
                    if field == Field.Quantile.value { number = value.double ?? 0 }
                }
                samples.append(series.sample("", number, label: Self.label("quantile", quantile)))
            case Field.Summary.startTime: startTime = try value.bytes.map { bytes throws(Problem) in try time(bytes) }
            default: continue
            }
        }
        samples.append(series.sample("_sum", sum))
        samples.append(series.sample("_count", Double(count), startTime: startTime))
        return samples
    }

    private func histogram(
        _ bytes: ArraySlice<UInt8>, _ series: Series, isGauge: Bool
    ) throws(Problem) -> [ParsedSample] {
        var reader = ProtobufReader(bytes)
        var samples: [ParsedSample] = []
        var native = ProtobufNativeFields()
        var count: UInt64 = 0
        var sum = 0.0
        var startTime: UnixTime?
        while let (field, value) = try reader.next() {
            switch field {
            case Field.Histogram.count: count = value.number ?? 0
            case Field.Histogram.sum: sum = value.double ?? 0
            case Field.Histogram.bucket: if let bytes = value.bytes { samples.append(try bucket(bytes, series)) }
            case Field.Histogram.startTime: startTime = try value.bytes.map { bytes throws(Problem) in try time(bytes) }
            case Field.Histogram.exemplar:
                if let bytes = value.bytes { native.exemplars.append(try exemplar(bytes)) }
            case Field.Histogram.countFloat, Field.Histogram.zeroCountFloat, Field.Histogram.negativeCountFloat,
                Field.Histogram.positiveCountFloat:
                throw reader.problem("histograms of floating-point counts are not read")
            default: try native.read(field, value)
            }
        }
        if !samples.isEmpty, samples.last?["le"] != "+Inf" {
            // It may be left out: it is the count.
            samples.append(series.sample("_bucket", Double(count), label: Self.label("le", .infinity)))
        }
        if !samples.isEmpty || !native.isPresent {
            if samples.isEmpty {
                samples.append(series.sample("_bucket", Double(count), label: Self.label("le", .infinity)))
            }
            samples.append(series.sample(isGauge ? "_gsum" : "_sum", sum))
            samples.append(series.sample(isGauge ? "_gcount" : "_count", Double(count), startTime: startTime))
        }
        if native.isPresent {
            do {
                let value = try native.value()
                var sample = series.sample("", Double(count), native: value, startTime: startTime)
                sample.nativeSum = sum
                samples.append(sample)
            } catch {
                throw Problem(message: error.message, offset: bytes.startIndex)
            }
        }
        return samples
    }

    private func bucket(_ bytes: ArraySlice<UInt8>, _ series: Series) throws(Problem) -> ParsedSample {
        var reader = ProtobufReader(bytes)
        var count: UInt64 = 0
        var bound = 0.0
        var exemplar: ParsedSample.Exemplar?
        while let (field, value) = try reader.next() {
            switch field {
            case Field.Bucket.cumulativeCount: count = value.number ?? 0
            case Field.Bucket.upperBound: bound = value.double ?? 0
            case Field.Bucket.exemplar:
                exemplar = try value.bytes.map { bytes throws(Problem) in try self.exemplar(bytes) }
            default: continue
            }
        }
        return series.sample("_bucket", Double(count), label: Self.label("le", bound), exemplar: exemplar)
    }

    private func exemplar(_ bytes: ArraySlice<UInt8>) throws(Problem) -> ParsedSample.Exemplar {
        var reader = ProtobufReader(bytes)
        var labels: [ParsedSample.Label] = []
        var number = 0.0
        var timestamp: UnixTime?
        while let (field, value) = try reader.next() {
            switch field {
            case Field.Exemplar.label: if let bytes = value.bytes { labels.append(try label(bytes)) }
            case Field.Exemplar.value: number = value.double ?? 0
            case Field.Exemplar.timestamp: timestamp = try value.bytes.map { bytes throws(Problem) in try time(bytes) }
            default: continue
            }
        }
        return .init(labels: labels, value: number, timestamp: timestamp?.seconds)
    }

    private func time(_ bytes: ArraySlice<UInt8>) throws(Problem) -> UnixTime {
        var reader = ProtobufReader(bytes)
        var seconds: Int64 = 0
        var nanoseconds: Int64 = 0
        while let (field, value) = try reader.next() {
            if field == Field.Timestamp.seconds { seconds = Int64(bitPattern: value.number ?? 0) }
            if field == Field.Timestamp.nanoseconds { nanoseconds = Int64(bitPattern: value.number ?? 0) }
        }
        guard (0..<1_000_000_000).contains(nanoseconds) else {
            throw reader.problem("a time has \(nanoseconds) nanoseconds")
        }
        return UnixTime(sinceEpoch: .seconds(seconds) + .nanoseconds(nanoseconds))
    }

    private static func label(_ name: String, _ value: Double) -> ParsedSample.Label {
        var text: [UInt8] = []
        NumberText.append(value, style: .keepingPoint, to: &text)
        return .init(name: name, value: String(decoding: text, as: UTF8.self))
    }
}
