/// Text in a compose file, where `$NAME` and `${NAME}` are filled in from the environment of whoever runs compose.
///
/// Every value passes through here, so nothing that came from outside is filled in, and what should be is said by
/// ``variable(_:default:)``.
public struct ComposeText: Hashable, Sendable, ExpressibleByStringLiteral {
    /// As it stands in the file.
    public let text: String

    private init(text: String) { self.text = text }

    /// This text: each `$` is doubled.
    public init(_ literal: String) {
        text = literal.split(separator: "$", omittingEmptySubsequences: false).joined(separator: "$$")
    }

    public init(stringLiteral value: String) { self.init(value) }

    /// The value of an environment variable, or a default where it is unset or empty.
    /// - Returns: nil unless the name consists of letters, digits and `_` and does not begin with a digit.
    public static func variable(_ name: String, default fallback: String) -> ComposeText? {
        guard name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil else { return nil }
        // A brace would end the reference.
        guard !fallback.contains("}") else { return nil }
        return ComposeText(text: "${\(name):-\(ComposeText(fallback).text)}")
    }

    func document() -> Document { .string(text) }
}
