import Foundation

/// The parsers of `prometheus_client`: the reference implementation of OpenMetrics.
enum PythonClient {
    /// Reads an exposition from standard input. Values travel as the hexadecimal form of a double, which loses nothing.
    private static let script = """
        import json, math, sys
        from prometheus_client.parser import text_string_to_metric_families as plain
        from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
        text = sys.stdin.buffer.read().decode("utf-8")
        read = openmetrics if "openmetrics" in sys.argv[1] else plain
        json.dump([
            {"name": sample.name, "labels": sample.labels, "value": float(sample.value).hex()}
            for family in read(text) for sample in family.samples
        ], sys.stdout)
        """

    private struct Sample: Decodable {
        var name: String
        var labels: [String: String]
        var value: String

        var double: Double? {
            switch value {
            case "nan": .nan
            case "inf": .infinity
            case "-inf": -.infinity
            default: Double(value)
            }
        }
    }

    static func read(_ exposition: [UInt8], contentType: String) async throws -> [ReadSample] {
        let outcome = try await Peer.python.run(
            ["-c", script, contentType], input: String(decoding: exposition, as: UTF8.self))
        guard outcome.exitCode == 0 else { throw ProgramError("the Python client refuses it: \(outcome.errors)") }
        return try JSONDecoder().decode([Sample].self, from: Data(outcome.output.utf8)).map { sample in
            guard let value = sample.double else { throw ProgramError("no number: \(sample.value)") }
            return ReadSample(name: sample.name, labelsWithBound: sample.labels, value: value)
        }
    }
}
