/// For people.
struct TableReport: Report {
    let name = "text"

    private static let header = [
        "figure", "ours", "(median)", "limit", "(median)", "ratio", "target", "", "held against",
    ]
    private static let rightAligned: Set = [1, 2, 3, 4, 5]

    func text(_ measurements: [Measurement]) -> String {
        let rows = [Self.header] + measurements.map(Self.cells)
        let widths = Self.header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            let cells = row.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - row[column].count)
                return Self.rightAligned.contains(column) ? padding + row[column] : row[column] + padding
            }
            return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }
        let rule = String(repeating: "─", count: lines.map(\.count).max() ?? 0)
        return
            ([lines[0], rule] + lines.dropFirst() + [
                "", "Processor time of one operation; the ratio is that of the minima.",
            ])
            .joined(separator: "\n")
    }

    private static func cells(_ measurement: Measurement) -> [String] {
        [
            measurement.name,
            time(measurement.ours.minimum), "(" + time(measurement.ours.median) + ")",
            time(measurement.limit.minimum), "(" + time(measurement.limit.median) + ")",
            decimal(measurement.ratio) + " ×",
            measurement.target.description,
            measurement.isMet.map { $0 ? "met" : "NOT MET" } ?? "–",
            measurement.limitName,
        ]
    }

    private static func time(_ nanoseconds: Double) -> String {
        switch nanoseconds {
        case ..<10_000: decimal(nanoseconds) + " ns"
        case ..<10_000_000: decimal(nanoseconds / 1_000) + " µs"
        default: decimal(nanoseconds / 1_000_000) + " ms"
        }
    }

    /// Two decimals below 100, none above.
    private static func decimal(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        if value >= 100 { return String(Int(value.rounded())) }
        let hundredths = Int((value * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
