#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A Unix socket for datagrams, bound to a path from `init` to `deinit`. Each read gives one datagram, whoever sent it:
/// most senders have no address.
final class DatagramSocket: Sendable {
    let number: CInt
    private let path: String

    /// Binds the path, in the place of a socket that an earlier process has left there.
    ///
    /// - Throws: ``ShellError`` when something else stands there, or the path is too long for a socket.
    init(path: String) throws(ShellError) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw ShellError(.addressInvalid, subject: path, message: "too long for a socket")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        var information = stat()
        if lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFSOCK { unlink(path) }
        #if canImport(Glibc)
            let type = Int32(SOCK_DGRAM.rawValue)
        #else
            let type = Int32(SOCK_DGRAM)
        #endif
        let number = socket(AF_UNIX, type, 0)
        guard number >= 0 else { throw SystemErrors.make(errno, subject: path) }
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else {
            let failure = errno
            close(number)
            throw SystemErrors.make(failure, subject: path)
        }
        self.number = number
        self.path = path
    }

    deinit {
        close(self.number)
        unlink(self.path)
    }
}
