/// Compose files.
public struct ComposeCheck: DocumentCheck {
    public let kind = "compose"
    public let summary = "compose files (docker-compose.yml)"

    public init() {}

    public var rules: [CheckRule] { Self.all }

    public func recognises(_ node: DocumentNode) -> Bool {
        node["services"]?.entries?.contains { service in
            ["image", "build", "extends", "container_name"].contains { service.value[$0] != nil }
        } ?? false
    }

    public func check(_ node: DocumentNode, file: String, targets: Targets) -> [Diagnostic] {
        var found = diagnostics(node, file: file, targets: targets)
        if node["include"] != nil || Self.isLaidOverAnother(file) {
            for index in found.indices where Self.askedOfWholes.contains(found[index].rule) {
                found[index].severity = .warning
            }
        }
        return found
    }

    /// What a file that is merged with others may well lack.
    private static let askedOfWholes: Set = ["compose-source", "compose-dependency", "compose-reference"]

    /// Whether compose lays the file over another, by its name: `docker-compose.override.yml`, `compose.tests.yaml`.
    private static func isLaidOverAnother(_ file: String) -> Bool {
        let name = file.split(separator: "/").last ?? ""
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count > 2 && ["compose", "docker-compose"].contains(parts[0])
    }

    private static let all: [CheckRule] = [
        CheckRule("compose-source", "A service has an image, or a directory to build one from.") { root, _ in
            services(root).filter { $0.value["image"] == nil && $0.value["build"] == nil && $0.value["extends"] == nil }
                .map {
                    CheckFinding($0.key, "the service '\($0.key.name)' has neither 'image' nor 'build'")
                }
        },
        CheckRule("compose-image-tag", "An image without a tag is another one every day.", severity: .warning) {
            root, _ in
            services(root).compactMap { service in
                guard let node = service.value["image"], let image = node.string, !image.contains("@"),
                    !image.contains("$")
                else { return nil }
                return (image.split(separator: "/").last ?? "").contains(":")
                    ? nil : CheckFinding(node, "the image '\(image)' has no tag")
            }
        },
        CheckRule("compose-duration", "A duration is text with a unit: \"10s\".") { root, _ in
            let checks = services(root).compactMap { $0.value["healthcheck"] }
            let durations = checks.flatMap { check in ["interval", "timeout", "start_period"].compactMap { check[$0] } }
            return durations.filter { $0.string == nil }.map { CheckFinding($0, "write a unit: \($0.text ?? "10")s") }
        },
        CheckRule(
            "compose-published", "Without an address a port is published to the world, past the firewall.",
            severity: .warning
        ) {
            root, _ in
            services(root).flatMap { $0.value["ports"]?.items ?? [] }.compactMap { port in
                guard let text = port.string, text.split(separator: ":").count == 2, !text.contains("$") else {
                    return nil
                }
                return CheckFinding(port, "'\(text)' is reachable from everywhere; write 127.0.0.1:\(text)")
            }
        },
        CheckRule(
            "compose-dependency", "A service waits for services that exist, and for health where there is a check."
        ) { root, _ in
            let names = services(root).map(\.key.name)
            // A health check may come with the image; only one that is switched off is certain never to succeed.
            let disabled = services(root).filter { $0.value["healthcheck"]?["disable"]?.value == .bool(true) }.map(
                \.key.name)
            let known = Set(names)
            return services(root).compactMap { $0.value["depends_on"] }.flatMap { dependencies -> [CheckFinding] in
                var found: [CheckFinding] = []
                for node in dependencies.items ?? [] {
                    guard let name = node.string, !known.contains(name) else { continue }
                    found.append(CheckFinding(node, Spelling.unknown("service", name, known: names)))
                }
                for entry in dependencies.entries ?? [] {
                    let name = entry.key.name
                    if !known.contains(name) {
                        found.append(CheckFinding(entry.key, Spelling.unknown("service", name, known: names)))
                    } else if disabled.contains(name), entry.value["condition"]?.string == "service_healthy" {
                        found.append(
                            CheckFinding(
                                entry.key, "'\(name)' has its health check switched off and can never be healthy"))
                    }
                }
                return found
            }
        },
        CheckRule("compose-reference", "Networks, volumes and secrets that services name are defined.") { root, _ in
            let defined = Dictionary(
                uniqueKeysWithValues: ["networks", "secrets", "volumes"].map { key in
                    let names = (root[key]?.entries ?? []).map(\.key.name) + (key == "networks" ? ["default"] : [])
                    return (key, (all: names, set: Set(names)))
                })
            return services(root).flatMap { service -> [CheckFinding] in
                func missing(_ key: String, _ kind: String, _ named: [(String, DocumentNode)]) -> [CheckFinding] {
                    guard let known = defined[key] else { return [] }
                    return named.filter { !known.set.contains($0.0) && !$0.0.contains("$") }.map {
                        CheckFinding($0.1, Spelling.unknown(kind, $0.0, known: known.all))
                    }
                }
                func names(_ key: String) -> [(String, DocumentNode)] {
                    (service.value[key]?.items ?? []).compactMap { node in node.string.map { ($0, node) } }
                }
                let volumes = names("volumes").compactMap { text, node -> (String, DocumentNode)? in
                    guard let source = text.split(separator: ":").first, text.contains(":"), let first = source.first,
                        !"./~\\".contains(first)
                    else { return nil }
                    return (String(source), node)
                }
                return missing("networks", "network", names("networks"))
                    + missing("secrets", "secret", names("secrets"))
                    + missing("volumes", "volume", volumes)
            }
        },
        CheckRule(
            "compose-dollar", "A '$' that is meant as such is written '$$'; otherwise compose fills a variable in."
        ) { root, _ in
            var found: [CheckFinding] = []
            func visit(_ node: DocumentNode) {
                if let text = node.string, hasBrokenReference(text) {
                    found.append(CheckFinding(node, "'$' must be followed by a name or a second '$'"))
                }
                (node.items ?? []).forEach(visit)
                (node.entries ?? []).map(\.value).forEach(visit)
            }
            visit(root)
            return found
        },
    ]

    private static func services(_ root: DocumentNode) -> [DocumentNode.Entry] { root["services"]?.entries ?? [] }

    /// Whether a `$` is followed by nothing compose understands: then it refuses the whole file.
    private static func hasBrokenReference(_ text: String) -> Bool {
        var scalars = text.unicodeScalars[...]
        while let dollar = scalars.firstIndex(of: "$") {
            scalars = scalars[text.unicodeScalars.index(after: dollar)...]
            guard let next = scalars.first else { return true }
            guard next == "$" || next == "{" || next == "_" || next.properties.isAlphabetic && next.isASCII else {
                return true
            }
            scalars.removeFirst()
        }
        return false
    }
}
