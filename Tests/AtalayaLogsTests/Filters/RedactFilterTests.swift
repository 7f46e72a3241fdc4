import AtalayaLogs
import AtalayaModel
import Testing

@Suite("Redaction")
struct RedactFilterTests {
    static func redact(_ text: String, _ options: [String: LogOptionValue]) throws -> String? {
        let filter = try RedactFilter(LogFilter(.redact, options.merging(["with": .text("#")]) { first, _ in first }))
        var record = LogRecord(time: LogTime(seconds: 1), fields: [LogField("message", .string(text))])
        #expect(filter.apply(to: &record, at: .zero) == nil)
        return record["message"]?.stringValue
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var preset: String
        var text: String
        var expected: String
        var testDescription: String { "\(preset): \(text)" }

        init(_ preset: String, _ text: String, _ expected: String) {
            self.preset = preset
            self.text = text
            self.expected = expected
        }
    }

    /// The card numbers are those that issuers publish for tests.
    static let cases: [Case] = [
        Case("credit_card", "card 4111111111111111.", "card #."),
        Case("credit_card", "4111 1111 1111 1111, 5500-0000-0000-0004", "#, #"),
        Case("credit_card", "at 2026-03-01 4111 1111 1111 1111 paid", "at 2026-03-01 # paid"),
        Case("credit_card", "amex 371449635398431", "amex #"),
        Case("credit_card", "x6011111111111117y", "x#y"),
        Case("credit_card", "4111111111111112", "4111111111111112"),
        Case("credit_card", "id 41111111111111110000000000", "id 41111111111111110000000000"),
        Case("credit_card", "9111111111111111", "9111111111111111"),
        Case("credit_card", "4111  1111 1111 1111", "4111  1111 1111 1111"),
        Case("credit_card", "1767225600 1767225600123456789", "1767225600 1767225600123456789"),
        Case("bearer_token", "Authorization: Bearer abc.DEF-1_2~+/== next", "Authorization: Bearer # next"),
        Case("bearer_token", "authorization: bearer x", "authorization: bearer #"),
        Case("bearer_token", "the bearer", "the bearer"),
        Case("email", "from ada.l+x@example.co.uk to <b@c.de>", "from # to <#>"),
        Case("email", "a@b and @c.de", "a@b and @c.de"),
        Case("ip", "203.0.113.7:80 and 2001:db8::1 at 12:34:56", "#:80 and # at 12:34:56"),
        Case("ip", "256.1.1.1 Face::add std::string fe80::1", "256.1.1.1 Face::add std::string #"),
        Case("ip", "2001:0db8:85a3:0000:0000:8a2e:0370:7334", "#"),
        Case("url_password", "postgres://ada:s3cret!@db:5432/x", "postgres://ada:#@db:5432/x"),
        Case("url_password", "https://:p@h https://u@h http://h:80/a@b", "https://:#@h https://u@h http://h:80/a@b"),
    ]

    @Test("Presets hide what they are for and nothing else", arguments: cases)
    func presets(example: Case) throws {
        #expect(try Self.redact(example.text, ["presets": .text(example.preset)]) == example.expected)
    }

    @Test("Every preset has a case, and a pattern that is one")
    func list() throws {
        #expect(Set(Self.cases.map(\.preset)) == Set(RedactionPreset.all.map(\.name)))
    }

    @Test("A pattern hides its captures, or without any all of it")
    func pattern() throws {
        #expect(try Self.redact("password=a b", ["pattern": .text(#"password=\S+"#)]) == "# b")
        #expect(try Self.redact("password=a b", ["pattern": .text(#"password=(\S+)"#)]) == "password=# b")
        #expect(try Self.redact("a1b2", ["pattern": .text(#"([a-z])(\d)?"#)]) == "####")
        #expect(try Self.redact("é x", ["pattern": .text("y*")]) == "é x")
    }

    @Test("Texts are found wherever they are, or only in the fields that are named")
    func places() throws {
        let secret = LogValue.string("a@b.cd")
        let fields = [
            LogField("a", secret),
            LogField("b", .map([LogField("c", .array([secret, .integer(4_111_111_111_111_111)]))])),
        ]
        var everywhere = LogRecord(time: LogTime(seconds: 1), fields: fields)
        let presets = LogOptionValue.texts(["email", "credit_card"])
        _ = try RedactFilter(LogFilter(.redact, ["presets": presets])).apply(to: &everywhere, at: .zero)
        let hidden = LogValue.string("[redacted]")
        #expect(
            everywhere.fields == [
                LogField("a", hidden), LogField("b", .map([LogField("c", .array([hidden, hidden]))])),
            ])
        var named = LogRecord(time: LogTime(seconds: 1), fields: fields)
        _ = try RedactFilter(LogFilter(.redact, ["presets": presets, "fields": .text("b.c")])).apply(
            to: &named, at: .zero)
        #expect(named["a"] == secret)
        #expect(named["b"]?["c"] == .array([hidden, hidden]))
    }

    @Test("What lies deeper than is looked at is hidden as a whole")
    func depth() throws {
        var deep = LogValue.string("a@b.cd")
        for _ in 0..<RedactFilter.depthMax + 1 { deep = .array([deep]) }
        var record = LogRecord(time: LogTime(seconds: 1), fields: [LogField("a", deep)])
        _ = try RedactFilter(LogFilter(.redact, ["presets": .text("email")])).apply(to: &record, at: .zero)
        var value = record["a"]
        while case .array(let elements)? = value { value = elements.first }
        #expect(value == .string("[redacted]"))
    }
}
