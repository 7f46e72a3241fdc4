import Dispatch
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// An aggregator that does the least: it looks for the ids of chunks in what comes, and acknowledges them.
///
/// It runs as a process of its own, so that what it takes is not counted.
enum Aggregator {
    static let argument = "--acknowledge"

    /// Starts this program as an aggregator, and says on which port.
    static func start() throws -> (process: Process, port: UInt16) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = [argument]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = UInt16(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw CocoaError(.fileReadUnknown)
        }
        return (process, port)
    }

    /// Says its port, and serves until it is killed.
    static func run() throws -> Never {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                _ = bind(listener, pointer, length)
                _ = listen(listener, 16)
                _ = getsockname(listener, pointer, &length)
            }
        }
        FileHandle.standardOutput.write(Data("\(UInt16(bigEndian: address.sin_port))\n".utf8))
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { exit(1) }
            DispatchQueue.global().async { serve(connection) }
        }
    }

    private static let key = Array("chunk".utf8)

    private static func serve(_ connection: Int32) {
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            rest += buffer[..<count]
            var start = 0
            while let found = find(in: rest, from: start) {
                let answer = [0x81, 0xA3] + Array("ack".utf8) + [0xB8] + rest[(found + 7)..<(found + 31)]
                _ = send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
                start = found + 31
            }
            // The key may have come only in part.
            rest.removeFirst(max(start, rest.count - 31 > start ? rest.count - 31 : start))
        }
        close(connection)
    }

    /// The option `chunk` of a message: the key as a string of five bytes, and a string of 24 behind it.
    private static func find(in bytes: [UInt8], from start: Int) -> Int? {
        let pattern: [UInt8] = [0xA5] + key + [0xB8]
        return bytes.withUnsafeBytes { bytes -> Int? in
            guard let base = bytes.baseAddress else { return nil }
            var place = start
            while place + 31 <= bytes.count, let found = memchr(base + place, Int32(pattern[0]), bytes.count - place) {
                let offset = UnsafeRawPointer(found) - base
                guard offset + 31 <= bytes.count else { return nil }
                if memcmp(found, pattern, pattern.count) == 0 { return offset }
                place = offset + 1
            }
            return nil
        }
    }
}
