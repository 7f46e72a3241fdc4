import ArgumentParser
import Atalaya
import AtalayaConfig
import AtalayaLogs
import Foundation

struct SpoolCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spool",
        abstract: "Looks into the spool of a sidecar or a service, and helps when it is in trouble.",
        discussion: """
            Nothing here changes a spool, so it can be asked beside the process that it belongs to, and it works when that \
            process is dead. A living spool may lose segments while it is read; they were delivered then.

            Examples:
              atalaya spool inspect /var/lib/atalaya/spool
              atalaya spool verify /var/lib/atalaya/spool
              atalaya spool export /var/lib/atalaya/spool > lines.ndjson
              atalaya spool replay /var/lib/atalaya/spool --forward 127.0.0.1:24224
            """,
        subcommands: [
            SpoolInspectCommand.self, SpoolVerifyCommand.self, SpoolReplayCommand.self, SpoolExportCommand.self,
        ]
    )
}

/// What all of them are told.
struct SpoolArguments: ParsableArguments {
    @Argument(help: ArgumentHelp("The directory of the spool.", valueName: "directory"))
    var directory: String

    @Flag(help: "Also what was acknowledged already, as far as it is there.")
    var all = false

    /// - Throws: `ToolError` of usage when the directory cannot be read.
    func scan() throws -> SpoolReading {
        do {
            let directory = SpoolDirectory(directory)
            return SpoolReading(directory: directory, contents: try directory.scan(), includesDone: all)
        } catch {
            throw ToolError.usage(error.description)
        }
    }
}

/// A spool as it was found.
struct SpoolReading {
    var directory: SpoolDirectory
    var contents: SpoolDirectory.Contents
    var includesDone: Bool

    /// Whether a record has still to be delivered.
    func isPending(_ record: SpoolRecovery.Found) -> Bool {
        !(contents.commit?.contains(record.header.sequence) ?? false)
    }

    /// The records that are asked for, in order: each is read when it is its turn.
    func forEach(_ body: (SpoolFoundSegment, SpoolRecovery.Found, Result<SpoolRecord, any Error>) async throws -> Void)
        async throws
    {
        for segment in contents.segments {
            for found in segment.recovery.records where includesDone || isPending(found) {
                let record = Result {
                    try directory.record(in: segment, at: found.offset, recordBytes: found.header.recordBytes)
                }
                try await body(segment, found, record)
            }
        }
    }
}
