import Foundation

/// Sends texts to a Unix socket, each by a call of its own.
enum UnixSocketClient {
    static func send(_ texts: [String], to path: String, _ isDatagram: Bool) throws {
        let type = isDatagram ? SOCK_DGRAM : SOCK_STREAM
        let number = socket(AF_UNIX, Int32(type.rawValue), 0)
        guard number >= 0 else { throw CocoaError(.fileWriteUnknown) }
        defer { close(number) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected == 0 else { throw CocoaError(.fileWriteNoPermission) }
        for text in texts {
            let bytes = Array(text.utf8)
            guard write(number, bytes, bytes.count) == bytes.count else { throw CocoaError(.fileWriteUnknown) }
        }
    }
}
