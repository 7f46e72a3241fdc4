/// A way to write log records in lines: what settings call it, and what it is.
///
/// Both sides read this list: the configuration to check names, the log module to have a parser for each of them.
public struct LogFormat: Hashable, Sendable {
    public let name: String
    /// One line for people who choose a format.
    public let help: String
    /// Whether what the format wraps is text of another program, which may have a format of its own.
    public let isEnvelope: Bool

    private init(_ name: String, _ help: String, isEnvelope: Bool = false) {
        self.name = name
        self.help = help
        self.isEnvelope = isEnvelope
    }

    public static let none = LogFormat("none", "the line as it is, in the field message")
    public static let json = LogFormat("json", "a JSON object on each line")
    public static let logfmt = LogFormat("logfmt", "key=value pairs, values with spaces in quotation marks")
    public static let regex = LogFormat("regex", "a pattern in RE2's syntax; each named capture becomes a field")
    public static let combined = LogFormat("combined", "the access log of nginx and Apache, common or combined")
    public static let syslog = LogFormat("syslog", "RFC 5424 with its structured data, or RFC 3164")
    public static let cri = LogFormat(
        "cri", "containers as Kubernetes writes them; parts of a line are joined", isEnvelope: true)
    public static let docker = LogFormat(
        "docker", "containers as Docker's json-file writes them; parts of a line are joined", isEnvelope: true)

    /// Every format, the simplest one first.
    public static let all: [LogFormat] = [none, json, logfmt, regex, combined, syslog, cri, docker]

    /// The format with this name.
    public static func named(_ name: String) -> LogFormat? { all.first { $0.name == name } }
}
