/// A compose file: services and the networks, volumes and secrets they share.
///
/// Only keys that docker-compose 1.29 (Debian's) and today's Compose both know are written.
public struct ComposeProject: Sendable, Hashable {
    public var services: [ComposeService]
    public var networks: [ComposeNetwork]
    /// Named volumes, kept by Docker.
    public var volumes: [String]
    public var secrets: [ComposeSecret]

    public init(
        services: [ComposeService], networks: [ComposeNetwork] = [], volumes: [String] = [],
        secrets: [ComposeSecret] = []
    ) {
        self.services = services
        self.networks = networks
        self.volumes = volumes
        self.secrets = secrets
    }

    public func document() -> Document {
        .fields {
            let services = services.enumerated().map { index, service in
                let document = Document.styled(.init(comments: service.comments), service.document())
                return Document.Entry(service.name, index == 0 ? document : document.afterBlankLine())
            }
            $0.set("services", .mapping(services))
            if !networks.isEmpty {
                $0.set("networks", Document.mapping(networks.map { .init($0.name, $0.document()) }).afterBlankLine())
            }
            if !volumes.isEmpty {
                $0.set(
                    "volumes", Document.mapping(volumes.map { .init($0, Document.mapping([]).flow()) }).afterBlankLine()
                )
            }
            if !secrets.isEmpty {
                let entries = secrets.map { Document.Entry($0.name, ["file": ComposeText($0.file).document()]) }
                $0.set("secrets", Document.mapping(entries).afterBlankLine())
            }
        }
    }
}

/// A network of the project. Services on different networks cannot reach each other.
public struct ComposeNetwork: Sendable, Hashable {
    public var name: String
    public var comment: String?

    public init(name: String, comment: String? = nil) {
        self.name = name
        self.comment = comment
    }

    func document() -> Document {
        let document = Document.mapping([.init("driver", "bridge")])
        return comment.map { document.commented($0) } ?? document
    }
}

/// A secret that containers see as a file, `/run/secrets/<name>`.
public struct ComposeSecret: Sendable, Hashable {
    public var name: String
    /// Relative to the compose file. It has to exist before the services start.
    public var file: String

    public init(name: String, file: String) {
        self.name = name
        self.file = file
    }
}
