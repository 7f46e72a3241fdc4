/// A secret, known by the file that holds it. The secret itself is never read, printed or rendered.
public struct SecretFile: Hashable, Sendable, CustomStringConvertible {
    /// The path as the program that reads the secret sees it, for example `/run/secrets/pagerduty_key`.
    public var path: String

    public init(path: String) { self.path = path }

    /// Where compose puts the files of its secrets.
    public static let composeDirectory = "/run/secrets/"

    /// The name of the compose secret, if the file lies where compose puts them.
    public var composeName: String? {
        guard path.hasPrefix(Self.composeDirectory) else { return nil }
        let name = path.dropFirst(Self.composeDirectory.count)
        return name.isEmpty || name.contains("/") ? nil : String(name)
    }

    public var description: String { path }
}
