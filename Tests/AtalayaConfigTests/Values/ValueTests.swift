import AtalayaConfig
import Testing

struct EndpointTests {
    @Test(
        "Host and port are read and written alike",
        arguments: ["orchestrator:8000", "127.0.0.1:9464", "[::1]:9464", "a.example.org:1", "x_y:65535"])
    func valid(text: String) throws {
        #expect(try Endpoint(text).description == text)
    }

    @Test(
        "Anything else is refused",
        arguments: [
            "", "api", ":80", "api:", "api:0", "api:65536", "api:+1", "api:-1", "http://api:80", "::1:80", "a b:80",
            "api/x:80", "a@b:80",
        ])
    func refused(text: String) {
        #expect(throws: ConfigError.self) { try Endpoint(text) }
    }

    @Test("Loopback is known")
    func loopback() throws {
        #expect(
            try Endpoint("127.0.0.2:1").isLoopback && Endpoint("[::1]:1").isLoopback
                && Endpoint("localhost:1").isLoopback)
        #expect(try !Endpoint("0.0.0.0:1").isLoopback)
    }
}

struct ByteSizeTests {
    @Test(
        "Sizes have a unit and are powers of 1024",
        arguments: [
            ("15MB", 15 << 20, "15MB"), ("1GiB", 1 << 30, "1GB"), ("1536KB", 1536 << 10, "1536KB"), ("0B", 0, "0B"),
        ])
    func valid(text: String, bytes: Int64, expected: String) throws {
        let size = try ByteSize(text)
        #expect(size.bytes == bytes)
        #expect(size.description == expected)
    }

    @Test(
        "Sizes without a unit, or too large, are refused",
        arguments: ["", "100", "1.5GB", "-1B", "MB", "1 GB", "16EB", "1BiB"])
    func refused(text: String) {
        #expect(throws: ConfigError.self) { try ByteSize(text) }
    }
}

struct ExactDecimalTests {
    @Test(
        "Error budgets are exact",
        arguments: [
            (99.9, "0.001"), (99, "0.01"), (99.99, "0.0001"), (99.95, "0.0005"), (50, "0.5"), (99.999999, "0.00000001"),
        ]
            as [(ExactDecimal, String)])
    func budget(percent: ExactDecimal, expected: String) {
        #expect(percent.hundredth.complement.description == expected)
    }

    @Test(
        "Text is read without rounding",
        arguments: [("99.90", "99.9"), ("0.001", "0.001"), ("100", "100"), ("-1.50", "-1.5"), ("0", "0")])
    func text(text: String, expected: String) throws {
        #expect(try ExactDecimal(text).description == expected)
    }

    @Test(
        "What is not a plain decimal is refused",
        arguments: ["", ".", "1.", ".5", "1e3", "1,5", "+1", "1.2.3", "12345678901234567890", "x"])
    func refused(text: String) {
        #expect(throws: ConfigError.self) { try ExactDecimal(text) }
    }
}

struct LabelMatcherTests {
    @Test(
        "Lists are read with every operator and escape",
        arguments: [
            (#"status=~"5..""#, [LabelMatcher("status", .matches, "5..")]),
            (
                #" a="b" , c != "d\"\\\n",e!~"f","#,
                [
                    LabelMatcher("a", .equal, "b"), LabelMatcher("c", .notEqual, "d\"\\\n"),
                    LabelMatcher("e", .doesNotMatch, "f"),
                ]
            ),
            ("", []), (#"a="""#, [LabelMatcher("a", .equal, "")]),
        ])
    func list(text: String, expected: [LabelMatcher]) throws {
        #expect(try LabelMatcher.list(text) == expected)
        #expect(try LabelMatcher.list(expected.map(\.description).joined(separator: ",")) == expected)
    }

    @Test(
        "Malformed lists are refused",
        arguments: ["a", "a=", "a=b", #"a="b"#, #"a="\x""#, #"a="b" c="d""#, #"="b""#, #"a=="b""#, #"a="\"#])
    func refused(text: String) {
        #expect(throws: ConfigError.self) { try LabelMatcher.list(text) }
    }

    @Test("Selectors quote their values")
    func selector() {
        #expect(
            [LabelMatcher("a", .equal, "x\"y"), LabelMatcher("b", .matches, "\\d")].selector == #"{a="x\"y",b=~"\\d"}"#)
        #expect([LabelMatcher]().selector.isEmpty)
    }
}

struct TargetVersionTests {
    @Test("Versions compare by number", arguments: [("3.10", "3.9"), ("13", "11.6"), ("v3.13.2", "3.12")])
    func order(newer: String, older: String) throws {
        #expect(try TargetVersion(newer) > TargetVersion(older))
    }

    @Test("What is not a version is refused", arguments: ["", "x", "3.", "3.x", "1.2.3.4", "-1", "3.99999999"])
    func refused(text: String) {
        #expect(throws: ConfigError.self) { try TargetVersion(text) }
    }
}

struct SecretFileTests {
    @Test("Only files right below the directory of compose are its secrets")
    func names() {
        #expect(SecretFile(path: "/run/secrets/key").composeName == "key")
        #expect(SecretFile(path: "/run/secrets/a/b").composeName == nil)
        #expect(SecretFile(path: "/etc/key").composeName == nil)
        #expect(SecretFile(path: "/run/secrets/").composeName == nil)
    }
}
