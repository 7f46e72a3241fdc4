import AtalayaLogs
import AtalayaModel
import Foundation
import Testing

/// `docs/OUTPUTS.md` is written by this test from the list of outputs; `RECORD_GOLDENS=1` writes it anew and fails.
@Suite("The page of the outputs")
struct OutputPageTests {
    @Test("says of each output what the output says of itself")
    func page() throws {
        let file = Self.root.appending(path: "docs/OUTPUTS.md")
        if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == "1" {
            try Self.text.write(to: file, atomically: true, encoding: .utf8)
            Issue.record("docs/OUTPUTS.md was written anew")
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == Self.text)
    }

    private static var root: URL {
        var directory = URL(filePath: #filePath)
        repeat {
            directory.deleteLastPathComponent()
        } while !FileManager.default.fileExists(atPath: directory.appending(path: "docs/STACK.md").path)
            && directory.path != "/"
        return directory
    }

    private static var text: String {
        """
        # Where a log can go

        By Fluentd's forward protocol to an aggregator (`--forward`), or to one of these instead. Every one of them stands on the same machinery: chunks
        that are acknowledged or sent again, at least once; waits that grow and are never the same for everyone; what a server refuses is split until the
        bad record is alone, which is then dropped and counted; a checkpoint, or the caller's memory, that lets go of a record only when it is acknowledged.

        | output | what it is | where, for example |
        |---|---|---|
        \(LogDestinationKind.all.map(row).joined(separator: "\n"))

        ## Choosing one

        In `atalaya.yml`, one kind and its options; `atalaya generate` renders it into `sidecar.json`, where it looks the same:

        ```yaml
        sidecar:
          output:
            loki:
              url: http://loki:3100
              labels: {env: production}
              label_fields: [level]
        ```

        As flags of the sidecar, or `ATALAYA_OUTPUT` and `ATALAYA_OUTPUT_OPTION` in its environment:

        ```sh
        atalaya-sidecar --tail '/var/log/app/*.log' --output loki=http://loki:3100 --output-option label_fields=level --output-option labels=env=production
        ```

        There is one output: `forward` and `output` together are refused.

        In a Swift service:

        ```swift
        configuration.output = .files(SegmentSettings(directory: "/var/log/shop"))
        configuration.output = .standardOutput
        configuration.output = .none
        // with `import AtalayaHTTP`
        let loki = try HTTPOutputs.make(named: "loki", settings: HTTPOutputSettings(labels: ["env": "production"]))
        configuration.output = .http(HTTPDeliveryConfiguration(output: loki, url: "https://loki:3100"))
        ```

        A service that names neither an aggregator nor an output has its log in compressed files in the directory `logs` below its working directory, at most 256 MiB of them.

        ## What a chunk of the forward protocol says of itself

        Every chunk has, in the option map that ends it, the options that Fluentd knows (`size`, `chunk`, `compressed`) and these, by which a receiver can prove that nothing is missing:

        | option | value |
        |---|---|
        | `source` | where the records come from: a generation of a file (`/var/log/app.log#7`), a stream, or a run of a service; the same after a restart |
        | `from`, `to` | the bytes of the source that the chunk covers: the first, and the one after the last |
        | `sequence` | the number of the chunk's first record in the count of its source, from 0 on. The next chunk of the source begins at `sequence` + `size`: anything else is a gap |
        | `spans` | instead of these four, where a chunk covers several parts: a list of `[source, from, to, sequence, records]`, without the last two for a part in which no record begins |
        | `part` | of a chunk that was split because it was refused: `[id of the whole, first event, event after the last, events of the whole]`. The other options are those of the whole, which is here when all its events are |

        Only records that are shipped are counted: what a filter drops leaves a hole in the bytes and none in the numbers. A chunk that is sent again has the id and the options that it had.
        After a crash, a file is read again from where the acknowledgements ended, and its checkpoint says which number the first record there has; so records come again under the numbers
        that they had, perhaps cut into other chunks, and a receiver that keeps ranges of numbers sees neither a gap nor a second chunk. (A filter that depends on the time, such as a rate limit,
        may let others pass the second time: they follow without a hole.) A record that was given up, because it was refused alone or there was no room for it, is missing, and shows as a gap.

        `atalaya receive` keeps these books (`--journal` over its restarts, `--report` and `--require-complete` say what is missing), and so does `ForwardTestReceiver`; Fluentd and Fluent Bit ignore the options.

        ## What all outputs over HTTP have in common

        2xx means that the server has the records. 400, 413 and 422 are about the contents: the chunk is split, and a single record that is refused is dropped and counted.
        408, 425, 429 and 5xx are waited out, as long as `Retry-After` says or, without it, for a wait that grows. Everything else (401, 403, 404, a redirect) is about the
        configuration and not about the records, which wait until it is put right: redirects are not followed, and secrets are read anew from their files. `https` URLs are
        verified; `url` holds no password. Names that a record has twice are numbered (`a`, `a_2`), numbers that are not finite are text, bytes are hexadecimal
        digits (Base64 in OTLP), where the protocol has nothing better.

        \(LogDestinationKind.all.map(section).joined(separator: "\n\n"))

        """
    }

    private static func row(_ kind: LogDestinationKind) -> String {
        "| [`\(kind.name)`](#\(kind.name)) | \(kind.help) | \(kind.examplePlace.map { "`\($0)`" } ?? "") |"
    }

    private static func section(_ kind: LogDestinationKind) -> String {
        var parts = ["## \(kind.name)"]
        parts.append(kind.help.prefix(1).uppercased() + kind.help.dropFirst() + ".")
        if let profile = HTTPOutputs.all.map({ $0.profile }).first(where: { $0.kind == kind }) {
            parts[1] += " " + profile.notes
        } else if kind == .files {
            parts[1] += """
                 A file is finished by size or age; the one being written ends with `.part` and is, after each write, whole as well. \
                What is acknowledged is on the disk. After a crash what was being written is cut to its last whole part and \
                finished, so that `zcat` reads every finished file. The oldest go when there are too many bytes. One process writes \
                into a directory; files have mode 0600.
                """
        } else if kind == .standardOutput {
            parts[1] += " What the system has taken is acknowledged."
        }
        if !kind.options.isEmpty {
            let rows = kind.options.map { option in
                "| `\(option.name)`\(option.isRequired ? " (required)" : "") | \(form(option.form)) | \(option.help) |"
            }
            parts.append("| option | value | meaning |\n|---|---|---|\n" + rows.joined(separator: "\n"))
        }
        return parts.joined(separator: "\n\n")
    }

    private static func form(_ form: LogOption.Form) -> String {
        switch form {
        case .text, .pattern: "text"
        case .texts: "texts"
        case .names(let names): "one of " + names.joined(separator: ", ")
        case .number: "number"
        case .duration: "duration"
        case .pairs, .conditions: "mapping"
        }
    }
}
