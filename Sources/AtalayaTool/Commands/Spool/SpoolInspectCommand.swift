import ArgumentParser
import Atalaya
import AtalayaConfig
import AtalayaLogs

struct SpoolInspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Says what is in a spool: segments, chunks, records, what is acknowledged.")

    @OptionGroup var arguments: SpoolArguments

    @Option(help: "text or json.")
    var format = SpoolReportFormat.text

    func run() async throws {
        let reading = try arguments.scan()
        let segments = zip(reading.contents.segments, reading.contents.segmentBytes).map { segment, byteCount in
            SegmentSummary(segment, byteCount: byteCount, reading: reading)
        }
        switch format {
        case .text: printText(reading, segments)
        case .json: print(JSONWriter.write(document(reading, segments)), terminator: "")
        }
    }

    private struct SegmentSummary {
        var name: String
        var byteCount: Int
        var records: Int
        var pending: Int
        var events: Int
        var rawBytes: Int
        var holes: Int
        var isTorn: Bool

        init(_ segment: SpoolFoundSegment, byteCount: Int, reading: SpoolReading) {
            name = segment.name.text
            self.byteCount = byteCount
            records = segment.recovery.records.count
            let waiting = segment.recovery.records.filter(reading.isPending)
            pending = waiting.count
            events = waiting.reduce(0) { $0 + $1.header.description.eventCount }
            rawBytes = waiting.reduce(0) { $0 + $1.header.description.rawBytes }
            holes = segment.recovery.holes.count
            isTorn = segment.recovery.hasTornEnd
        }
    }

    private func printText(_ reading: SpoolReading, _ segments: [SegmentSummary]) {
        print("spool \(arguments.directory)")
        if let commit = reading.contents.commit {
            print("  acknowledged through chunk \(commit.through) (commit \(commit.generation))")
        } else {
            print(reading.contents.hasCommitFile ? "  commit: damaged" : "  commit: none")
        }
        for segment in segments {
            var line =
                "  \(segment.name): \(segment.byteCount) bytes, \(segment.records) chunks, \(segment.pending) to send"
            line += " (\(segment.events) records, \(segment.rawBytes) bytes of lines)"
            if segment.holes > 0 { line += ", \(segment.holes) damaged places" }
            if segment.isTorn { line += ", cut at its end" }
            print(line)
        }
        for name in reading.contents.foreignSegments { print("  \(name): of another version") }
        for error in reading.contents.unreadable { print("  \(error)") }
        if !reading.contents.quarantined.isEmpty {
            print("  quarantine: \(reading.contents.quarantined.filter { !$0.hasSuffix(".reason") }.count) files")
        }
        print(
            "  to send: \(segments.reduce(0) { $0 + $1.pending }) chunks, \(segments.reduce(0) { $0 + $1.events }) records, "
                + "\(segments.reduce(0) { $0 + $1.rawBytes }) bytes of lines")
    }

    private func document(_ reading: SpoolReading, _ segments: [SegmentSummary]) -> Document {
        .fields { fields in
            fields.set("directory", string: arguments.directory)
            fields.set(
                "commit",
                reading.contents.commit.map { commit in
                    .fields {
                        $0.set("through", int: Int(clamping: commit.through))
                        $0.set("generation", int: Int(clamping: commit.generation))
                    }
                })
            fields.set(
                "segments",
                .sequence(
                    segments.map { segment in
                        .fields {
                            $0.set("name", string: segment.name)
                            $0.set("bytes", int: segment.byteCount)
                            $0.set("chunks", int: segment.records)
                            $0.set("chunks_to_send", int: segment.pending)
                            $0.set("records_to_send", int: segment.events)
                            $0.set("line_bytes_to_send", int: segment.rawBytes)
                            $0.set("damaged_places", int: segment.holes)
                            $0.set("is_cut", bool: segment.isTorn)
                        }
                    }))
            fields.set("quarantine", .sequence(reading.contents.quarantined.map { .string($0) }))
            fields.set("chunks_to_send", int: segments.reduce(0) { $0 + $1.pending })
            fields.set("records_to_send", int: segments.reduce(0) { $0 + $1.events })
        }
    }
}
