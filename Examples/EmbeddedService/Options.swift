import Atalaya

/// The command line. A real service would use swift-argument-parser; this one shows that Atalaya asks for nothing of the kind.
struct Options {
    var listen = Endpoint(host: "127.0.0.1", port: 8080)
    var metrics = Endpoint(host: "127.0.0.1", port: 9464)
    var forward: Endpoint?
    var wantsHelp = false

    static let help = """
        usage: EmbeddedService [--listen HOST:PORT] [--metrics HOST:PORT] [--forward HOST:PORT]

          --listen    where the service answers (default 127.0.0.1:8080; port 0 takes a free one)
          --metrics   where /metrics is served (default 127.0.0.1:9464; port 0 takes a free one)
          --forward   the aggregator that the log is shipped to; not shipped unless given
        """

    struct Mistake: Error, CustomStringConvertible {
        var description: String
    }

    init(_ arguments: some Sequence<String>) throws {
        var rest = arguments.makeIterator()
        while let flag = rest.next() {
            func address() throws -> Endpoint {
                guard let text = rest.next() else { throw Mistake(description: "\(flag) needs a HOST:PORT") }
                do {
                    return try Endpoint(listening: text)
                } catch {
                    throw Mistake(description: "\(error)")
                }
            }
            switch flag {
            case "--listen": listen = try address()
            case "--metrics": metrics = try address()
            case "--forward": forward = try address()
            case "--help", "-h": wantsHelp = true
            default: throw Mistake(description: "unknown argument \(flag); see --help")
            }
        }
    }
}
