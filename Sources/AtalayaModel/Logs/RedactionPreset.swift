/// A kind of secret that is recognised in texts.
public struct RedactionPreset: Hashable, Sendable {
    /// How it is recognised. Closed: everything but numbers with a check digit is a pattern.
    public enum Form: Hashable, Sendable {
        /// In RE2's syntax; the captures are what is hidden, or without any the whole match.
        case pattern(String)
        /// The number of a payment card: an issuer's digits, a length that the issuer uses, a right check digit.
        case cardNumber
    }

    public let name: String
    public let help: String
    public let form: Form

    init(_ name: String, _ help: String, _ form: Form) {
        self.name = name
        self.help = help
        self.form = form
    }

    /// The preset with this name.
    public static func named(_ name: String) -> RedactionPreset? { all.first { $0.name == name } }

    /// Every preset.
    public static let all: [RedactionPreset] = [
        RedactionPreset("credit_card", "numbers of payment cards with a right check digit", .cardNumber),
        RedactionPreset(
            "bearer_token", "what follows the word Bearer", .pattern(#"(?i)\bbearer[\s:]+([\w.~+/=-]+)"#)),
        RedactionPreset(
            "email", "addresses of e-mail", .pattern(#"[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"#)),
        RedactionPreset("ip", "addresses of IPv4 and IPv6", .pattern("\(ipv4)|\(ipv6)")),
        RedactionPreset(
            "url_password", "the password in an URL", .pattern(#"(?i)\b[a-z][a-z0-9+.-]*://[^\s/:@?#]*:([^\s/@]+)@"#)),
    ]

    private static let octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
    private static let ipv4 = #"\b(?:\#(octet)\.){3}\#(octet)\b"#
    /// All eight groups, or some on both sides or in front of the `::`. One group in front of it counts only where it
    /// is that of an address in use, so that `Face::add` stays.
    private static let ipv6 = {
        let group = "[0-9A-Fa-f]{1,4}"
        let head = "(?i:fe[89ab][0-9a-f]|f[cd][0-9a-f]{2}|2[0-9a-f]{3})"
        return [
            #"\b(?:\#(group):){7}\#(group)\b"#,
            #"\b(?:\#(group):){2,7}(?::\#(group)){1,6}\b"#,
            #"\b\#(head):(?::\#(group)){1,6}\b"#,
            #"\b(?:\#(group):){2,7}:"#,
        ].joined(separator: "|")
    }()
}
