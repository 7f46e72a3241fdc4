import Foundation

/// For programs.
struct JSONReport: Report {
    private struct Figure: Encodable {
        var figure: String
        var unit: String
        var ours: Side
        var limit: Side
        var limitIs: String
        var peers: [String: Side]
        var targets: [Target]
    }

    private struct Side: Encodable {
        var minimum: Double?
        var median: Double?
        /// Ours divided by this one.
        var ratio: Double?
    }

    private struct Target: Encodable {
        var target: String
        /// Absent where it could not be judged.
        var met: Bool?
    }

    func text(_ measurements: [Measurement]) -> String {
        let figures = measurements.map { measurement in
            Figure(
                figure: measurement.figure.name, unit: measurement.figure.unit.rawValue,
                ours: Self.side(measurement.ours, nil),
                limit: Self.side(measurement.limit, measurement.ratio(to: .limit)), limitIs: measurement.figure.limit,
                peers: Dictionary(
                    uniqueKeysWithValues: measurement.peers.map { name, summary in
                        (name, Self.side(summary, measurement.ratio(to: .peer(name))))
                    }),
                targets: measurement.figure.targets.map {
                    Target(target: $0.description, met: $0.isMet(by: measurement))
                })
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(["figures": figures])).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// JSON has no infinity: what was not measured is absent.
    private static func side(_ summary: Measurement.Summary, _ ratio: Double?) -> Side {
        Side(
            minimum: summary.minimum.isFinite ? summary.minimum : nil,
            median: summary.median.isFinite ? summary.median : nil, ratio: ratio)
    }
}
