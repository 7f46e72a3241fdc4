#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The process' standard output.
struct StandardOutput: LineSink {
    func write(_ bytes: [UInt8]) throws(ShellError) {
        var failure: CInt = 0
        bytes.withUnsafeBytes { buffer in
            var rest = buffer
            while !rest.isEmpty {
                let written = Self.system(rest)
                if written > 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest[written...])
                } else if errno != EINTR {
                    failure = errno
                    return
                }
            }
        }
        if failure != 0 { throw SystemErrors.make(failure, subject: "standard output") }
    }

    private static func system(_ bytes: UnsafeRawBufferPointer) -> Int {
        writeToDescriptor(STDOUT_FILENO, bytes.baseAddress, bytes.count)
    }
}

/// The system call, whose name the method above has too.
private func writeToDescriptor(_ number: CInt, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(number, bytes, count)
}
