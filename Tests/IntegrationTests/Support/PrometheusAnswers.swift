import Foundation

/// A number as Prometheus' API writes it: in a string.
struct APINumber: Decodable, Sendable {
    var value: Double

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        switch text {
        case "NaN": value = .nan
        case "+Inf": value = .infinity
        case "-Inf": value = -.infinity
        default:
            guard let number = Double(text) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "no number: \(text)")
            }
            value = number
        }
    }
}

/// A native histogram as Prometheus has understood it.
struct NativeHistogram: Decodable, Sendable {
    /// What was counted between two bounds.
    struct Bucket: Decodable, Sendable {
        var lower: Double
        var upper: Double
        var count: Double

        /// [which bounds belong to it, "lower", "upper", "count"]
        init(from decoder: any Decoder) throws {
            var fields = try decoder.unkeyedContainer()
            _ = try fields.decode(Int.self)
            lower = try fields.decode(APINumber.self).value
            upper = try fields.decode(APINumber.self).value
            count = try fields.decode(APINumber.self).value
        }
    }

    var count: Double
    var sum: Double
    var buckets: [Bucket]

    private enum CodingKeys: CodingKey { case count, sum, buckets }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        count = try container.decode(APINumber.self, forKey: .count).value
        sum = try container.decode(APINumber.self, forKey: .sum).value
        buckets = try container.decodeIfPresent([Bucket].self, forKey: .buckets) ?? []
    }
}

/// An exemplar that Prometheus keeps, with the series it belongs to.
struct StoredExemplar: Sendable {
    var seriesName: String
    var seriesLabels: [String: String]
    var labels: [String: String]
    var value: Double
    /// Seconds since 1970.
    var timestamp: Double

    init(series: [String: String], exemplar: SeriesExemplars.Exemplar) {
        seriesName = series["__name__"] ?? ""
        seriesLabels = series.filter { !["__name__", "job", "instance"].contains($0.key) }
        labels = exemplar.labels
        value = exemplar.value.value
        timestamp = exemplar.timestamp
    }
}

/// What `query_exemplars` answers for each series.
struct SeriesExemplars: Decodable {
    struct Exemplar: Decodable {
        var labels: [String: String]
        var value: APINumber
        var timestamp: Double
    }
    var seriesLabels: [String: String]
    var exemplars: [Exemplar]
}

/// What `query` answers: a number or a native histogram for each series.
struct Vector: Decodable {
    struct Element: Decodable {
        var name: String
        /// Without the ones that scraping adds.
        var labels: [String: String]
        var value: Double?
        var histogram: NativeHistogram?

        private enum CodingKeys: CodingKey { case metric, value, histogram }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            let metric = try container.decode([String: String].self, forKey: .metric)
            name = metric["__name__"] ?? ""
            labels = metric.filter { !["__name__", "job", "instance"].contains($0.key) }
            value = try container.decodeIfPresent(Timed<APINumber>.self, forKey: .value)?.content.value
            histogram = try container.decodeIfPresent(Timed<NativeHistogram>.self, forKey: .histogram)?.content
        }
    }

    /// [time, something]
    private struct Timed<Content: Decodable>: Decodable {
        var content: Content

        init(from decoder: any Decoder) throws {
            var fields = try decoder.unkeyedContainer()
            _ = try fields.decode(Double.self)
            content = try fields.decode(Content.self)
        }
    }

    var result: [Element]
}
