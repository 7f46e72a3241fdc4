/// The container image of the collector: the official one, with the gems its configuration needs.
///
/// The official image ships neither the plugin for Prometheus nor the one for Loki; a configuration that names them
/// does not start on it.
public struct FluentdImage: Sendable, Hashable {
    public var target: TargetVersion
    public var gems: [FluentdGem]
    public var server: FluentdServer

    public init(target: TargetVersion, gems: [FluentdGem], server: FluentdServer) {
        self.target = target
        self.gems = gems
        self.server = server
    }

    /// The official image's tag for a target: the newest patch of each minor version that is supported.
    static func baseImage(for target: TargetVersion) -> String {
        let tags: [TargetVersion: String] = [
            TargetVersion(1, 16): "v1.16-debian-1", TargetVersion(1, 17): "v1.17-debian-1",
            TargetVersion(1, 18): "v1.18-debian-1",
        ]
        return "fluent/fluentd:" + (tags[target] ?? "v1.19.3-debian-2.2")
    }

    /// The user `fluent` of the official image.
    static let user = "999:999"

    /// Asks the monitor agent, with Ruby: the image has neither curl nor wget.
    static let healthCheck = [
        "ruby", "-rnet/http", "-e",
        "exit Net::HTTP.get_response(URI('http://127.0.0.1:24220/api/plugins.json')).is_a?(Net::HTTPSuccess)",
    ]

    public func dockerfile() -> String {
        var lines = GeneratedHeader.lines(
            "Fluentd with the plugins that fluentd.yml needs; gems are pinned, so that a build today is a build tomorrow."
        )
        .map { "# \($0)" }
        lines += ["", "FROM \(Self.baseImage(for: target))", "", "USER 0"]
        let directories = [server.bufferDirectory, server.archiveDirectory].compactMap { $0 }
        var steps = gems.map { "gem install --no-document \($0.name) --version \($0.version)" }
        steps.append("mkdir -p \(directories.map(Self.shellWord).joined(separator: " "))")
        // The user is given as a number below, for platforms that look no names up; it has to be the right one.
        steps.append("test \"$(id --user fluent):$(id --group fluent)\" = \"\(Self.user)\"")
        steps.append("chown -R \(Self.user) \(directories.map(Self.shellWord).joined(separator: " "))")
        lines.append("RUN " + steps.joined(separator: " \\\n    && "))
        lines += [
            "", "COPY --chown=\(Self.user) fluentd.yml /fluentd/etc/fluentd.yml", "ENV FLUENTD_CONF=fluentd.yml", "",
            "USER \(Self.user)",
            "EXPOSE \(([server.listen.port] + [server.metricsAddress?.port].compactMap { $0 }).map(String.init).joined(separator: " "))",
            "HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \\",
            "    CMD [\(Self.healthCheck.map { "\"\($0)\"" }.joined(separator: ", "))]",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    /// A word of a shell command: in single quotes unless it is plain.
    static func shellWord(_ text: String) -> String {
        if text.wholeMatch(of: /[A-Za-z0-9_.\/:=@%+-]+/) != nil { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
