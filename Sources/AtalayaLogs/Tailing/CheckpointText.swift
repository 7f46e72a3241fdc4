internal import AtalayaZlib

// Design
//
// A checkpoint is text, so that a person can read it when something is unclear:
//
//     atalaya-checkpoint 1 5f0c2a91
//     {"path":"/var/log/app.log","next":8,"files":[{"generation":7,"path":"/var/log/app.log","offset":4711,
//      "device":2049,"inode":131,"head":[1024,1234567890],"tail":[4711,256,987654321],"records":17}]}   (in one line)
//
//     {"tally":"app","metric":"requests_total","labels":["GET"],"counter":"17"}
//
// The first line has the version of the form and the CRC-32 of everything after it. One line for each path follows,
// and one for each series that the lines have changed (its numbers are texts, since JSON has no infinity).
// Numbers are 64-bit integers. A reader takes its own version only; keys that it does not know are ignored, so that a
// later version may add some without becoming another one.
//
// A damaged checkpoint is an error with a code that says how it is damaged. What to do then (to go on from the
// beginning, and to say so) is for the owner to decide.

extension Checkpoint {
    private static let magic = "atalaya-checkpoint"
    private static let version: UInt64 = 1
    private static let limits = JSONLimits(bytesMax: 1 << 20, depthMax: 8, valuesMax: 100_000)

    /// The checkpoint as bytes that ``init(decoding:)`` takes. The same checkpoint gives the same bytes.
    public func encoded() -> [UInt8] {
        var body: [UInt8] = []
        for source in sources {
            let files = source.files.map(Self.text).joined(separator: ",")
            let path = JSONText.string(source.path)
            body += Array("{\"path\":\(path),\"next\":\(source.nextGeneration),\"files\":[\(files)]}\n".utf8)
        }
        for tally in tallies { body += Array((Self.text(tally) + "\n").utf8) }
        let checksum = String(Checksum.crc32(body), radix: 16)
        let padding = String(repeating: "0", count: 8 - checksum.count)
        return Array("\(Self.magic) \(Self.version) \(padding)\(checksum)\n".utf8) + body
    }

    private static func text(_ file: File) -> String {
        let identity = file.identity
        let ranges = file.counted.map { "[\($0.lowerBound),\($0.upperBound)]" }.joined(separator: ",")
        let counted = ranges.isEmpty ? "" : ",\"counted\":[\(ranges)]"
        let records = file.records == 0 ? "" : ",\"records\":\(file.records)"
        return """
            {"generation":\(file.generation),"path":\(JSONText.string(file.path)),"offset":\(file.offset),\
            "device":\(identity.key.device),"inode":\(identity.key.inode),\
            "head":[\(identity.head.byteCount),\(identity.head.hash)],\
            "tail":[\(identity.tail.end),\(identity.tail.byteCount),\(identity.tail.hash)]\(counted)\(records)}
            """
    }

    private static func text(_ tally: Tally) -> String {
        let value =
            switch tally.value {
            case .counter(let total): "\"counter\":\"\(total)\""
            case .gauge(let value): "\"gauge\":\"\(value)\""
            case .histogram(let counts, let sum):
                "\"buckets\":[\(counts.map(String.init).joined(separator: ","))],\"sum\":\"\(sum)\""
            }
        let labels = tally.labels.map(JSONText.string).joined(separator: ",")
        return """
            {"tally":\(JSONText.string(tally.source)),"metric":\(JSONText.string(tally.metric)),\
            "labels":[\(labels)],\(value)}
            """
    }

    /// Reads an encoded checkpoint.
    ///
    /// - Throws: ``LogsError`` with `truncated` (also for no bytes at all), `malformed`, `unsupportedVersion` or
    ///   `checksumMismatch`. Whatever the bytes are, nothing worse happens.
    public init(decoding bytes: [UInt8]) throws(LogsError) {
        guard let lineEnd = ByteScan.firstIndex(of: 0x0A, in: bytes.span) else {
            throw LogsError(.truncated, "the checkpoint ends inside its first line", offset: bytes.count)
        }
        let header = String(decoding: bytes[..<lineEnd], as: UTF8.self).split(separator: " ")
        guard header.count == 3, header[0] == Self.magic, let version = UInt64(header[1]) else {
            throw LogsError(.malformed, "this is no checkpoint", offset: 0)
        }
        guard version == Self.version else {
            throw LogsError(
                .unsupportedVersion, "the checkpoint has version \(version), not \(Self.version)", offset: 0)
        }
        let body = Array(bytes[(lineEnd + 1)...])
        guard let checksum = UInt32(header[2], radix: 16), checksum == Checksum.crc32(body) else {
            throw LogsError(.checksumMismatch, "the checkpoint does not have its checksum", offset: lineEnd + 1)
        }
        var sources: [Source] = []
        var tallies: [Tally] = []
        for line in body.split(separator: 0x0A) {
            do throws(LogsError) {
                let value = try JSONReader.read(Array(line).span, limits: Self.limits)
                if value["tally"] == nil {
                    sources.append(try Self.source(value))
                } else {
                    tallies.append(try Self.tally(value))
                }
            } catch {
                // The checksum was right, so what is wrong was written like that: say which line.
                let offset = lineEnd + 1 + line.startIndex
                throw LogsError(error.code, "in a line of the checkpoint: \(error.message)", offset: offset)
            }
        }
        self.init(sources: sources, tallies: tallies)
    }

    private static func source(_ value: LogValue) throws(LogsError) -> Source {
        guard let path = value["path"]?.stringValue, case .array(let elements)? = value["files"] else {
            throw LogsError(.malformed, "a path or its files are missing")
        }
        var files: [File] = []
        for element in elements { files.append(try file(element)) }
        return Source(path: path, nextGeneration: try number(value["next"]), files: files)
    }

    private static func file(_ value: LogValue) throws(LogsError) -> File {
        guard let path = value["path"]?.stringValue, case .array(let head)? = value["head"], head.count == 2,
            case .array(let tail)? = value["tail"], tail.count == 3
        else { throw LogsError(.malformed, "a file's description is incomplete") }
        return File(
            generation: try number(value["generation"]), path: path, offset: try number(value["offset"]),
            identity: FileIdentity(
                key: FileKey(device: try number(value["device"]), inode: try number(value["inode"])),
                head: HeadFingerprint(byteCount: try number(head[0]), hash: try number(head[1])),
                tail: TailFingerprint(
                    end: try number(tail[0]), byteCount: try number(tail[1]), hash: try number(tail[2]))),
            counted: try ranges(value["counted"]), records: try number(value["records"] ?? .integer(0)))
    }

    private static func ranges(_ value: LogValue?) throws(LogsError) -> [Range<UInt64>] {
        var ranges: [Range<UInt64>] = []
        for element in try array(value ?? .array([])) {
            let bounds = try array(element)
            guard bounds.count == 2, try number(bounds[0]) <= number(bounds[1]) else {
                throw LogsError(.malformed, "what was counted is no range")
            }
            ranges.append(try number(bounds[0])..<number(bounds[1]))
        }
        return ranges
    }

    private static func tally(_ value: LogValue) throws(LogsError) -> Tally {
        guard let source = value["tally"]?.stringValue, let metric = value["metric"]?.stringValue else {
            throw LogsError(.malformed, "a tally's source or metric is missing")
        }
        var labels: [String] = []
        for label in try array(value["labels"]) {
            guard let text = label.stringValue else { throw LogsError(.malformed, "a label is no text") }
            labels.append(text)
        }
        let result: TallyValue
        if let total = try double(value["counter"]) {
            result = .counter(total)
        } else if let level = try double(value["gauge"]) {
            result = .gauge(level)
        } else if let sum = try double(value["sum"]) {
            var counts: [UInt64] = []
            for count in try array(value["buckets"]) { counts.append(try number(count)) }
            result = .histogram(counts, sum: sum)
        } else {
            throw LogsError(.malformed, "a tally's value is missing")
        }
        return Tally(source: source, metric: metric, labels: labels, value: result)
    }

    private static func array(_ value: LogValue?) throws(LogsError) -> [LogValue] {
        guard case .array(let elements)? = value else { throw LogsError(.malformed, "a list is missing") }
        return elements
    }

    private static func double(_ value: LogValue?) throws(LogsError) -> Double? {
        guard let value else { return nil }
        guard let number = value.stringValue.flatMap(Double.init) else {
            throw LogsError(.malformed, "a number is none")
        }
        return number
    }

    private static func number(_ value: LogValue?) throws(LogsError) -> UInt64 {
        switch value {
        case .integer(let integer) where integer >= 0: return UInt64(integer)
        case .unsigned(let unsigned): return unsigned
        default: throw LogsError(.malformed, "a number is missing")
        }
    }
}

/// The little JSON that this module writes itself.
enum JSONText {
    /// A string in quotation marks, with the escapes that RFC 8259 requires and no others.
    static func string(_ string: String) -> String {
        var result = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
