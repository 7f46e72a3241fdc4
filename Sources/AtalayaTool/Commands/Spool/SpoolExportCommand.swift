import ArgumentParser
import Atalaya
import AtalayaLogs
import Foundation

struct SpoolExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes the records of a spool to standard output, each a line of JSON.",
        discussion: """
            With --raw, the chunks as they go on the wire: MessagePack entries, each chunk one gzip member, so that `zcat` gives \
            all entries. What is damaged is named on standard error, and the exit code is 1.
            """)

    @OptionGroup var arguments: SpoolArguments

    @Flag(help: "Write the chunks as they are.")
    var raw = false

    func run() async throws {
        var failures = 0
        try await arguments.scan().forEach { segment, found, record in
            do {
                let chunk = try record.get().chunk
                let bytes = raw ? chunk.entries : try SpoolTranscript.lines(of: chunk)
                try FileHandle.standardOutput.write(contentsOf: Data(bytes))
            } catch let error as CocoaError {
                throw error
            } catch {
                failures += 1
                Terminal.printError("\(segment.name.text):\(found.offset): error: \(error)")
            }
        }
        if failures > 0 { throw ExitCode(1) }
    }
}
