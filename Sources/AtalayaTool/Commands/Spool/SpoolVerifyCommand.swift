import ArgumentParser
import Atalaya
import AtalayaConfig
import AtalayaLogs

struct SpoolVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Reads every byte of a spool, and says file:offset of what is damaged; exit code 1 if anything is.")

    @OptionGroup var arguments: SpoolArguments

    @Option(help: "text or json.")
    var format = SpoolReportFormat.text

    private struct Problem {
        var file: String
        var offset: Int
        var message: String
    }

    func run() async throws {
        let reading = try arguments.scan()
        var problems: [Problem] = []
        if reading.contents.hasCommitFile, reading.contents.commit == nil {
            problems.append(Problem(file: "commit", offset: 0, message: "neither slot is sound"))
        }
        problems += reading.contents.unreadable.map { Problem(file: $0.subject, offset: 0, message: $0.message) }
        problems += reading.contents.foreignSegments.map {
            Problem(file: $0, offset: 8, message: "a segment of another version")
        }
        for segment in reading.contents.segments {
            let name = segment.name.text
            if segment.header == nil {
                problems.append(Problem(file: name, offset: 0, message: "the header of the segment is damaged"))
            }
            problems += segment.recovery.holes.map {
                Problem(file: name, offset: $0.lowerBound, message: "\($0.count) bytes make no sense")
            }
            if segment.recovery.hasTornEnd {
                problems.append(Problem(file: name, offset: segment.recovery.end, message: "a record is cut"))
            }
        }
        var count = 0
        try await reading.forEach { segment, found, record in
            count += 1
            do {
                _ = try SpoolTranscript.lines(of: try record.get().chunk)
            } catch {
                problems.append(Problem(file: segment.name.text, offset: found.offset, message: "\(error)"))
            }
        }
        switch format {
        case .text:
            for problem in problems {
                Terminal.printError("\(problem.file):\(problem.offset): error: \(problem.message)")
            }
            Terminal.printError("\(count) chunks read, \(problems.count) problems")
        case .json: print(JSONWriter.write(document(count, problems)), terminator: "")
        }
        if !problems.isEmpty { throw ExitCode(1) }
    }

    private func document(_ count: Int, _ problems: [Problem]) -> Document {
        .fields { fields in
            fields.set("chunks", int: count)
            fields.set(
                "problems",
                .sequence(
                    problems.map { problem in
                        .fields {
                            $0.set("file", string: problem.file)
                            $0.set("offset", int: problem.offset)
                            $0.set("message", string: problem.message)
                        }
                    }))
        }
    }
}
