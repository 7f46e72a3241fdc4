/// Log lines as services write them, made anew from a seed: the same corpus on every machine, and nobody's data.
///
/// The entropy is meant to be realistic: few routes and levels, many ids, times that advance, durations that scatter.
struct LogCorpus {
    var lines: [[UInt8]]

    /// The lines as a file has them.
    var fileBytes: [UInt8] {
        var bytes: [UInt8] = []
        for line in lines {
            bytes += line
            bytes.append(0x0a)
        }
        return bytes
    }

    var byteCount: Int { lines.reduce(0) { $0 + $1.count + 1 } }

    /// JSON lines of an application, about 280 bytes each.
    static func application(bytes: Int) -> LogCorpus {
        var random = Generator(state: 20_260_101)
        var milliseconds: UInt64 = 0
        var lines: [[UInt8]] = []
        var total = 0
        while total < bytes {
            milliseconds += random.below(40)
            let route = routes[Int(random.below(UInt64(routes.count)))]
            let status = random.below(50) == 0 ? 500 + random.below(4) : 200
            let line = """
                {"ts":"2026-01-01T\(two(milliseconds / 3_600_000 % 24)):\(two(milliseconds / 60_000 % 60)):\
                \(two(milliseconds / 1000 % 60)).\(three(milliseconds % 1000))Z","level":"\(status < 500 ? "info" : "error")",\
                "event":"request","message":"request finished","method":"\(route.method)","route":"\(route.path)",\
                "status":\(status),"duration_seconds":0.\(three(random.below(400)))\(three(random.below(1000))),\
                "request_id":"\(hex(random.next()))\(hex(random.next()))","client":"10.\(random.below(4)).\(random.below(256)).\
                \(random.below(256))","bytes":\(random.below(60_000))}
                """
            lines.append(Array(line.utf8))
            total += lines[lines.count - 1].count + 1
        }
        return LogCorpus(lines: lines)
    }

    static let routes: [(method: String, path: String)] = [
        ("GET", "/deployments"), ("GET", "/deployments/{id}"), ("POST", "/deployments"),
        ("POST", "/deployments/{id}/advance"),
        ("GET", "/services"), ("GET", "/health"), ("DELETE", "/deployments/{id}"),
    ]

    static func two(_ value: UInt64) -> String { value < 10 ? "0\(value)" : "\(value)" }

    static func three(_ value: UInt64) -> String { value < 100 ? "0" + two(value) : "\(value)" }

    static func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// SplitMix64.
    struct Generator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }

        mutating func below(_ bound: UInt64) -> UInt64 { next() % bound }
    }
}
