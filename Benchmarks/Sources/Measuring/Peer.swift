import Foundation

/// A library of another language doing the same operations, in a process that does one round when it is asked.
///
/// A line with the name of an operation goes in; a line comes back with what one of them cost, or `-`.
package final class Peer {
    package let name: String
    private let process = Process()
    private let requests = Pipe()
    private let answers = Pipe()
    private var unread: [UInt8] = []

    /// The libraries that `Peers/` knows.
    static let names = ["client_golang", "victoriametrics"]

    /// Starts the program of `Peers/` once for each library.
    package static func all(program: String) throws -> [Peer] {
        try names.map { try Peer(name: $0, program: program) }
    }

    private init(name: String, program: String) throws {
        self.name = name
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [name]
        process.standardInput = requests
        process.standardOutput = answers
        try process.run()
    }

    deinit {
        try? requests.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Nil when the library has no such operation. Infinite when the machine never gave it what the operation needs.
    func round(of operation: String) throws -> Cost? {
        try requests.fileHandleForWriting.write(contentsOf: Data((operation + "\n").utf8))
        while !unread.contains(0x0a) {
            let bytes = answers.fileHandleForReading.availableData
            if bytes.isEmpty { throw PeerError(description: "\(name) ended at “\(operation)”") }
            unread += bytes
        }
        let line = unread.prefix { $0 != 0x0a }
        unread.removeFirst(line.count + 1)
        guard let amount = Double(String(decoding: line, as: UTF8.self)) else { return nil }
        return Cost(amount: amount < 0 ? .infinity : amount)
    }
}

struct PeerError: Error, CustomStringConvertible {
    var description: String
}
