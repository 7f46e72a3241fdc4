/// What waits where: buffers, their chunk keys, and files that two plugins must not share.
enum FluentdBufferRules {
    static let all: [ReadingRule<FluentdReading>] = [
        ReadingRule("fluentd-buffer-timekey", "The chunk key 'time' needs a 'timekey'.") { reading, _ in
            outputs(reading).compactMap { output in
                guard let buffer = output.elements("buffer").first, keys(of: buffer).contains("time"),
                    buffer.parameter("timekey") == nil, !sliced.contains(output.type ?? "")
                else { return nil }
                return CheckFinding(buffer, "the chunk key 'time' needs a 'timekey'")
            }
        },
        ReadingRule("fluentd-buffer-flush", "'flush_interval' goes with 'flush_mode interval' and no other mode.") {
            reading, _ in
            reading.plugins.compactMap { kind, element in
                guard kind == "buffer", element.parameter("flush_interval") != nil,
                    let mode = element.text("flush_mode"), !["interval", "default"].contains(mode)
                else { return nil }
                return CheckFinding(element, "with 'flush_mode \(mode)' Fluentd refuses a 'flush_interval'")
            }
        },
        ReadingRule("fluentd-placeholder", "What a path is made of is a chunk key, or Fluentd does not start.") {
            reading, _ in
            outputs(reading).flatMap { output -> [CheckFinding] in
                guard let names = templates[output.type ?? ""], output.elements("buffer").count <= 1 else { return [] }
                let buffer = output.elements("buffer").first
                let isSliced = sliced.contains(output.type ?? "")
                let chunkKeys = buffer.map(keys) ?? (isSliced ? ["time"] : [])
                // Without an argument the buffer has the plugin's own chunk keys.
                let all = chunkKeys.isEmpty && isSliced ? ["time"] : chunkKeys
                return names.compactMap { output.parameter($0) }.flatMap { parameter in
                    missing(in: parameter.value.text ?? "", all).map {
                        CheckFinding(parameter.value, "'\($0.placeholder)' needs the chunk key '\($0.key)'")
                    }
                }
            }
        },
        shared(
            "fluentd-pos-file", "No two tails remember their places in one file.", kind: "source", parameter: "pos_file"
        ) {
            $0.type == "tail"
        },
        shared(
            "fluentd-buffer-path", "No two buffers keep their chunks in one place.", kind: "buffer", parameter: "path"
        ) { ["file", "file_single"].contains($0.type ?? "") },
    ]

    /// Outputs that cut by time unless told otherwise.
    private static let sliced: Set<String> = ["file", "s3"]

    /// Parameters whose placeholders Fluentd checks against the chunk keys when it starts.
    private static let templates: [String: [String]] = [
        "file": ["path", "symlink_path"], "s3": ["path"], "http": ["endpoint"],
    ]

    private static func outputs(_ reading: FluentdReading) -> [FluentdElement] {
        reading.plugins.filter { ["match", "store"].contains($0.kind) }.map(\.element)
    }

    private static func keys(of buffer: FluentdElement) -> [String] {
        (buffer.argument.text ?? "").split { $0 == "," || $0 == " " }.map(String.init).filter { $0 != "[]" }
    }

    private static func missing(in text: String, _ keys: [String]) -> [(placeholder: String, key: String)] {
        var found: [(placeholder: String, key: String)] = []
        for name in placeholders(in: text) {
            let key = name.hasPrefix("tag[") || name == "tag" || name.hasPrefix("tag_") ? "tag" : name
            if key == "chunk_id" || keys.contains(key) || keys.contains("$.\(key)") { continue }
            found.append(("${\(name)}", key))
        }
        if !keys.contains("time"), let place = time(in: text) { found.append((place, "time")) }
        return found
    }

    /// What stands in `${…}`, each once.
    private static func placeholders(in text: String) -> [String] {
        var rest = text.utf8[...]
        var names: [String] = []
        while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
            rest = rest[dollar...].dropFirst()
            guard rest.first == UInt8(ascii: "{") else { continue }
            guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else { break }
            names.append(String(decoding: rest[..<end].dropFirst(), as: UTF8.self))
            rest = rest[end...]
        }
        return names.uniqued()
    }

    /// The first part of a time: `%Y`.
    private static func time(in text: String) -> String? {
        var rest = text.utf8[...]
        while let percent = rest.firstIndex(of: UInt8(ascii: "%")) {
            rest = rest[percent...].dropFirst()
            if let letter = rest.first, "YmdHMSjyF".utf8.contains(letter) { return "%\(Unicode.Scalar(letter))" }
        }
        return nil
    }

    private static func shared(
        _ id: String, _ explanation: String, kind: String, parameter name: String,
        isMeant: @escaping @Sendable (FluentdElement) -> Bool
    ) -> ReadingRule<FluentdReading> {
        ReadingRule(id, explanation) { reading, _ in
            var seen: [String: Int] = [:]
            return reading.plugins.compactMap { plugin -> CheckFinding? in
                guard plugin.kind == kind, isMeant(plugin.element), let parameter = plugin.element.parameter(name),
                    let path = parameter.value.text, !path.contains("${")
                else { return nil }
                if let line = seen[path] {
                    return CheckFinding(parameter.value, "'\(path)' is used in line \(line) already")
                }
                seen[path] = parameter.line
                return nil
            }
        }
    }
}
