import AtalayaConfig

/// For programs.
struct JSONReport: Report {
    let name = "json"

    func text(_ measurements: [Measurement]) -> String {
        let figures = measurements.map { measurement in
            Document.fields {
                $0.set("figure", .string(measurement.name))
                $0.set("oursNanoseconds", Self.summary(measurement.ours))
                $0.set("limit", .string(measurement.limitName))
                $0.set("limitNanoseconds", Self.summary(measurement.limit))
                $0.set("ratio", .double(measurement.ratio))
                $0.set("target", .string(measurement.target.description))
                $0.set("met", measurement.isMet.map(Document.bool) ?? .null)
            }
        }
        return JSONWriter.write(["figures": .sequence(figures)])
    }

    private static func summary(_ summary: Measurement.Summary) -> Document {
        ["minimum": .double(summary.minimum), "median": .double(summary.median)]
    }
}
