/// For people. A figure with several targets has a line for each.
struct TableReport: Report {
    func text(_ measurements: [Measurement]) -> String {
        let peers = Peer.names.filter { name in measurements.contains { $0.peers[name] != nil } }
        let header =
            ["figure", "ours", "(median)", "limit", "(median)", "ratio"] + peers.flatMap { [$0, "ratio"] }
            + ["target", "", "the limit is"]
        let rows = [header] + measurements.flatMap { Self.rows($0, peers: peers) }
        let widths = header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let numbers = 1..<6 + 2 * peers.count
        let lines = rows.map { row in
            let cells = row.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - row[column].count)
                return numbers.contains(column) ? padding + row[column] : row[column] + padding
            }
            return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }
        let rule = String(repeating: "─", count: lines.map(\.count).max() ?? 0)
        return ([lines[0], rule] + lines.dropFirst() + ["", Self.legend(peers)]).joined(separator: "\n")
    }

    private static func legend(_ peers: [String]) -> String {
        let words = "Processor time (or memory) of one operation; ratios are ours divided by theirs, of the minima."
        return peers.isEmpty ? words + " No peers: `make bench-peers` installs them." : words
    }

    private static func rows(_ measurement: Measurement, peers: [String]) -> [[String]] {
        let figure = measurement.figure
        let sides =
            [
                figure.name, amount(measurement.ours.minimum, figure.unit),
                "(" + amount(measurement.ours.median, figure.unit) + ")",
                amount(measurement.limit.minimum, figure.unit),
                "(" + amount(measurement.limit.median, figure.unit) + ")", ratio(measurement.ratio(to: .limit)),
            ]
            + peers.flatMap { name in
                [
                    measurement.peers[name].map { amount($0.minimum, figure.unit) } ?? "",
                    measurement.peers[name] == nil ? "" : ratio(measurement.ratio(to: .peer(name))),
                ]
            }
        let targets = figure.targets.map { target in
            [target.description, target.isMet(by: measurement).map { $0 ? "met" : "NOT MET" } ?? "–"]
        }
        let blank = [String](repeating: "", count: sides.count)
        let first = sides + (targets.first ?? ["", ""]) + [figure.limit]
        return [first] + targets.dropFirst().map { blank + $0 + [""] }
    }

    private static func amount(_ amount: Double, _ unit: Unit) -> String {
        guard amount.isFinite else { return "–" }
        guard unit == .nanoseconds else { return decimal(amount) + " B" }
        return switch amount {
        case ..<10_000: decimal(amount) + " ns"
        case ..<10_000_000: decimal(amount / 1_000) + " µs"
        default: decimal(amount / 1_000_000) + " ms"
        }
    }

    private static func ratio(_ ratio: Double?) -> String { ratio.map { decimal($0, places: 3) + " ×" } ?? "–" }

    /// So many places below ten, fewer above.
    private static func decimal(_ value: Double, places: Int = 2) -> String {
        let shown = value >= 100 ? 0 : value >= 10 ? min(places, 1) : places
        var scale = 1
        for _ in 0..<shown { scale *= 10 }
        let scaled = Int((abs(value) * Double(scale)).rounded())
        let rest = String(scaled % scale)
        let sign = value < 0 ? "−" : ""
        guard shown > 0 else { return sign + String(scaled) }
        return "\(sign)\(scaled / scale).\(String(repeating: "0", count: shown - rest.count))\(rest)"
    }
}
