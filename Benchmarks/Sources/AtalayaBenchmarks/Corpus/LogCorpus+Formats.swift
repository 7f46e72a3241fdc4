/// The same service's lines in the other formats that parsers read.
extension LogCorpus {
    /// What a container runtime of Kubernetes makes of the application's lines.
    static func cri(bytes: Int) -> LogCorpus {
        wrapping(application(bytes: bytes)) { "2026-01-01T12:00:00.\($1)Z stdout F \($0)" }
    }

    /// What Docker makes of them.
    static func docker(bytes: Int) -> LogCorpus {
        wrapping(application(bytes: bytes)) { line, nanoseconds in
            let escaped = line.map { $0 == "\"" ? "\\\"" : "\($0)" }.joined()
            return "{\"log\":\"\(escaped)\\n\",\"stream\":\"stdout\",\"time\":\"2026-01-01T12:00:00.\(nanoseconds)Z\"}"
        }
    }

    private static func wrapping(_ corpus: LogCorpus, _ wrap: (String, UInt64) -> String) -> LogCorpus {
        var random = Generator(state: 7)
        return LogCorpus(
            lines: corpus.lines.map { line in
                Array(wrap(String(decoding: line, as: UTF8.self), 100_000_000 + random.below(900_000_000)).utf8)
            })
    }

    /// The application's events as pairs of `key=value`.
    static func logfmt(bytes: Int) -> LogCorpus {
        make(bytes: bytes) { random, milliseconds in
            let route = routes[Int(random.below(UInt64(routes.count)))]
            return """
                ts=2026-01-01T\(clock(milliseconds)).\(three(milliseconds % 1000))Z level=info event=request \
                msg="request finished" method=\(route.method) route=\(route.path) status=200 \
                duration=0.\(three(random.below(400))) request_id=\(hex(random.next()))\(hex(random.next())) \
                client=\(address(&random)) bytes=\(random.below(60_000))
                """
        }
    }

    /// The access log of a web server.
    static func combined(bytes: Int) -> LogCorpus {
        make(bytes: bytes) { random, milliseconds in
            let route = routes[Int(random.below(UInt64(routes.count)))]
            return """
                \(address(&random)) - - [01/Jan/2026:\(clock(milliseconds)) +0000] "\(route.method) \(route.path) HTTP/1.1" \
                200 \(random.below(60_000)) "https://example.org/page/\(random.below(900))" \
                "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
                """
        }
    }

    /// Syslog as RFC 5424 has it, with structured data.
    static func syslog(bytes: Int) -> LogCorpus {
        make(bytes: bytes) { random, milliseconds in
            """
            <165>1 2026-01-01T\(clock(milliseconds)).\(three(milliseconds % 1000))Z node-\(random.below(20)).example.org \
            orders \(random.below(30_000)) ID47 [request@32473 id="\(hex(random.next()))" route="/orders"] \
            request finished with status 200 after 0.\(three(random.below(400))) s
            """
        }
    }

    /// Syslog as the daemons of Linux write it.
    static func oldSyslog(bytes: Int) -> LogCorpus {
        make(bytes: bytes) { random, milliseconds in
            """
            Jan  1 \(clock(milliseconds)) node-\(random.below(20)) sshd[\(random.below(30_000))]: Accepted publickey for ada \
            from \(address(&random)) port \(random.below(60_000)) ssh2: ED25519 SHA256:\(hex(random.next()))
            """
        }
    }

    /// Python's tracebacks among plain lines.
    static func tracebacks(bytes: Int) -> LogCorpus {
        var random = Generator(state: 11)
        var lines: [[UInt8]] = []
        var total = 0
        func add(_ line: String) {
            lines.append(Array(line.utf8))
            total += line.utf8.count + 1
        }
        while total < bytes {
            for _ in 0..<20 {
                add("INFO request \(hex(random.next())) finished after \(random.below(400)) ms, status 200")
            }
            add("Traceback (most recent call last):")
            for frame in 0..<8 {
                add("  File \"/srv/orders/service/layer_\(frame).py\", line \(random.below(900)), in handle")
                add("    return self.next.handle(request, deadline=deadline, trace=\(random.below(1000)))")
            }
            add("ValueError: no order \(hex(random.next()))")
        }
        return LogCorpus(lines: lines)
    }

    private static func make(bytes: Int, _ line: (inout Generator, UInt64) -> String) -> LogCorpus {
        var random = Generator(state: 20_260_102)
        var milliseconds: UInt64 = 0
        var lines: [[UInt8]] = []
        var total = 0
        while total < bytes {
            milliseconds += random.below(40)
            lines.append(Array(line(&random, milliseconds).utf8))
            total += lines[lines.count - 1].count + 1
        }
        return LogCorpus(lines: lines)
    }

    private static func clock(_ milliseconds: UInt64) -> String {
        "\(two(milliseconds / 3_600_000 % 24)):\(two(milliseconds / 60_000 % 60)):\(two(milliseconds / 1000 % 60))"
    }

    private static func address(_ random: inout Generator) -> String {
        "10.\(random.below(4)).\(random.below(256)).\(random.below(256))"
    }
}
