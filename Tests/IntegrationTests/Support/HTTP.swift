import Foundation
import Synchronization

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Asks servers on this machine.
enum HTTP {
    struct Answer: Sendable {
        var status: Int
        var contentType: String
        var body: Data
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    static func get(_ url: String, headers: [String: String] = [:]) async throws -> Answer {
        try await send("GET", url, headers: headers)
    }

    static func post(_ url: String) async throws -> Answer {
        try await send("POST", url)
    }

    private static func send(_ method: String, _ url: String, headers: [String: String] = [:]) async throws -> Answer {
        guard let url = URL(string: url) else { throw ProgramError("no URL: \(url)") }
        var request = URLRequest(url: url, timeoutInterval: 10)
        request.httpMethod = method
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (body, response) = try await URLSession.shared.data(for: request)
        guard let response = response as? HTTPURLResponse else { throw ProgramError("no HTTP: \(url)") }
        return Answer(
            status: response.statusCode, contentType: response.value(forHTTPHeaderField: "Content-Type") ?? "",
            body: body)
    }

    /// Nil while nobody answers, for waiting until somebody does.
    static func tryGet(_ url: String) async -> Answer? {
        try? await get(url)
    }
}

/// TCP ports nobody listens on.
enum FreePort {
    /// Below the ports that the system gives to outgoing connections (from 32768), so that none of the tests beside this
    /// one is given it between now and its use; and never the same twice in a run.
    private static let candidates = 20_000..<32_000
    private static let next = Atomic<Int>(Int.random(in: 0..<12_000))

    /// A port that is free. Programs that can, should be given port 0 instead.
    static func any() throws -> Int {
        for _ in candidates {
            let turn = next.wrappingAdd(1, ordering: .relaxed).oldValue
            let port = candidates.lowerBound + turn % candidates.count
            if isFree(port) { return port }
        }
        throw ProgramError("no free port")
    }

    private static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
