extension ComposeProject {
    /// Everything that is wrong with the project.
    ///
    /// | rule | what it holds |
    /// |---|---|
    /// | `compose-service-name` | names are unique and such as hosts have |
    /// | `compose-image` | a service has an image or is built, and the image has a tag |
    /// | `compose-reference` | networks, volumes, secrets and services that are named exist, and what is defined is used |
    /// | `compose-dependency-health` | who is waited for to be healthy has a health check |
    /// | `compose-dependency-cycle` | no service waits for itself |
    /// | `compose-port` | no address of the host is published twice |
    public func findings() -> [Finding] {
        var findings: [Finding] = []
        func report(_ service: String, _ rule: String, _ message: String) {
            findings.append(Finding(path: service.isEmpty ? "" : "services.\(service)", rule: rule, message: message))
        }
        var names: Set<String> = []
        var ports: Set<Endpoint> = []
        for service in services {
            if !names.insert(service.name).inserted {
                report(service.name, "compose-service-name", "two services have this name")
            }
            if !Self.isHostName(service.name) {
                report(service.name, "compose-service-name", "'\(service.name)' is not a host name")
            }
            if let problem = service.imageProblem { report(service.name, "compose-image", problem) }
            for port in service.ports where !ports.insert(port.host).inserted {
                report(service.name, "compose-port", "\(port.host) is published twice")
            }
        }
        findings += referenceFindings() + dependencyFindings()
        return findings
    }

    /// Lower case letters, digits and `-`, which does not come first.
    private static func isHostName(_ name: String) -> Bool {
        guard let first = name.utf8.first, first != UInt8(ascii: "-") else { return false }
        return name.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-")
        }
    }

    private func referenceFindings() -> [Finding] {
        func compare(_ kind: String, used: [(service: String, name: String)], defined: [String]) -> [Finding] {
            let unknown = used.filter { !defined.contains($0.name) }.map {
                Finding(
                    path: "services.\($0.service)", rule: "compose-reference",
                    message: "there is no \(kind) '\($0.name)'")
            }
            let unused = defined.filter { name in !used.contains { $0.name == name } }.map {
                Finding(
                    path: "\(kind)s.\($0)", rule: "compose-reference", message: "no service uses the \(kind) '\($0)'")
            }
            return unknown + unused
        }
        return compare(
            "network", used: services.flatMap { s in s.networks.map { (s.name, $0) } }, defined: networks.map(\.name))
            + compare(
                "volume", used: services.flatMap { s in s.mounts.compactMap(\.volumeName).map { (s.name, $0) } },
                defined: volumes)
            + compare(
                "secret", used: services.flatMap { s in s.secrets.map { (s.name, $0) } }, defined: secrets.map(\.name))
    }

    private func dependencyFindings() -> [Finding] {
        var findings: [Finding] = []
        let byName = Dictionary(services.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for service in services {
            for dependency in service.dependencies {
                guard let other = byName[dependency.service] else {
                    let message = "there is no service '\(dependency.service)' to wait for"
                    findings.append(
                        Finding(path: "services.\(service.name)", rule: "compose-reference", message: message))
                    continue
                }
                if dependency.condition == .healthy, other.healthCheck == nil {
                    let message = "'\(other.name)' has no health check, so nobody can wait for it to be healthy"
                    findings.append(
                        Finding(path: "services.\(service.name)", rule: "compose-dependency-health", message: message))
                }
            }
            var seen: Set<String> = []
            var next = service.dependencies.map(\.service)
            while let name = next.popLast() {
                if name == service.name {
                    findings.append(
                        Finding(
                            path: "services.\(name)", rule: "compose-dependency-cycle",
                            message: "'\(name)' waits for itself"))
                    break
                }
                if seen.insert(name).inserted { next += byName[name]?.dependencies.map(\.service) ?? [] }
            }
        }
        return findings
    }
}

extension ComposeService {
    /// An image without a tag is another one every day.
    fileprivate var imageProblem: String? {
        guard let image = image?.text else {
            return build == nil ? "neither an image nor a directory to build one from" : nil
        }
        if image.contains("@sha256:") { return nil }
        let name = image.split(separator: "/").last ?? ""
        return name.contains(":") ? nil : "the image '\(image)' has no tag"
    }
}
