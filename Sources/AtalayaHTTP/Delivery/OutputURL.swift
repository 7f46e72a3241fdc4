import Atalaya

/// The URL of a server that gets logs.
enum OutputURL {
    /// The server alone, for people: no path, which may hold a token.
    ///
    /// - Throws: `ShellError` for what is no `http` or `https` URL, and for one with a password, a query or a fragment.
    static func place(of url: String) throws(ShellError) -> String {
        guard let scheme = ["http://", "https://"].first(where: { url.hasPrefix($0) }) else {
            throw ShellError(.configuration, subject: "output", message: "the URL must begin with http:// or https://")
        }
        let rest = url.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.isEmpty, !authority.contains("@"), !rest.contains("?"), !rest.contains("#"),
            !url.contains(where: \.isWhitespace)
        else {
            throw ShellError(
                .configuration, subject: "output",
                message: "the URL must have a host and no password, query or fragment")
        }
        return String(scheme + authority)
    }

    /// The server's URL and the path of a request.
    static func join(_ url: String, _ path: String) -> String {
        var base = url[...]
        while base.hasSuffix("/") { base = base.dropLast() }
        return base + path
    }
}
