/// Renders the compose file that brings the whole stack up, and the notes about its secrets.
public struct ComposeRenderer: StackRenderer {
    public init() {}

    public var name: String { "compose" }

    public static let path = "monitoring/docker-compose.yml"
    public static let secretsDirectory = "monitoring/secrets"

    public func render(_ stack: ValidatedStack) -> [RenderedFile] {
        let project = StackComposition(stack: stack.stack).project
        let header =
            GeneratedHeader.lines(
                "The whole stack as containers: docker compose -f monitoring/docker-compose.yml up -d")
            + ["Paths are relative to this file. Secrets are files: see secrets/README.md."]
        return [RenderedFile(path: Self.path, contents: YAMLWriter.write(project.document(), header: header))]
            + secretNotes(project.secrets, of: stack.stack)
    }

    private func secretNotes(_ secrets: [ComposeSecret], of stack: Stack) -> [RenderedFile] {
        guard !secrets.isEmpty else { return [] }
        let rows = secrets.map { secret in "| `\(secret.name)` | \(purpose(of: secret.name, in: stack)) |" }
        let readme = """
            <!-- \(GeneratedHeader.mark) -->
            # Secrets

            One file for each secret, with nothing but the secret in it. They are not part of the repository: `.gitignore` keeps
            everything here out but this page. The stack does not start while one is missing.

            | file | what it is |
            |---|---|
            \(rows.joined(separator: "\n"))

            Make them where the stack runs, for example:

            ```
            \(secrets.map { "printf '%s' 'the secret' > monitoring/secrets/\($0.name)" }.joined(separator: "\n"))
            chmod 0711 monitoring/secrets && chmod 0444 monitoring/secrets/*
            ```

            The programs run under users of their own, so the files must be readable by others; the directory need not be listed.

            """
        return [
            RenderedFile(path: "\(Self.secretsDirectory)/README.md", contents: readme),
            RenderedFile(
                path: "\(Self.secretsDirectory)/.gitignore",
                contents:
                    "# \(GeneratedHeader.mark)\n# Secrets never enter the repository.\n*\n!.gitignore\n!README.md\n"),
        ]
    }

    private func purpose(of name: String, in stack: Stack) -> String {
        if stack.grafana.isEnabled, stack.grafana.adminPasswordFile.composeName == name {
            return "Grafana: the password of `admin`"
        }
        if stack.sidecar.secretFiles.contains(where: { $0.composeName == name }) {
            return "the sidecar, on its way to where the log goes"
        }
        let receivers = stack.alertmanager.receivers.filter { $0.secretFiles.contains { $0.composeName == name } }.map {
            "`\($0.name)`"
        }
        return "Alertmanager: for the receiver \(receivers.joined(separator: ", "))"
    }
}
