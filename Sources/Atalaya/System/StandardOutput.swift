#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The process' standard output.
struct StandardOutput: LineSink {
    private let number: CInt

    /// - Parameter number: Another descriptor, for tests.
    init(number: CInt = STDOUT_FILENO) {
        self.number = number
    }

    func write(_ bytes: [UInt8]) throws(ShellError) {
        var failure: CInt = 0
        bytes.withUnsafeBytes { buffer in
            var rest = buffer
            while !rest.isEmpty {
                let written = writeToDescriptor(self.number, rest.baseAddress, rest.count)
                if written > 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest[written...])
                } else if errno == EAGAIN || errno == EWOULDBLOCK {
                    // Whoever gave it to us may have made it so, and it is the same for all who share it.
                    var waiting = pollfd(fd: self.number, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&waiting, 1, -1)
                } else if errno != EINTR {
                    failure = errno
                    return
                }
            }
        }
        if failure != 0 { throw SystemErrors.make(failure, subject: "standard output") }
    }
}

/// The system call, whose name the method above has too.
private func writeToDescriptor(_ number: CInt, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(number, bytes, count)
}
