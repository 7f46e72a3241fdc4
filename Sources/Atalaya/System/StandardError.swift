#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Lines for the person or the log collector that started the program.
public enum StandardError {
    /// Writes a line. What cannot be written is lost: there is nobody left to tell.
    public static func print(_ line: String) {
        var text = line + "\n"
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let written = write(STDERR_FILENO, rest.baseAddress, rest.count)
                if written > 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest[written...])
                } else if written == 0 || errno != EINTR {
                    return
                }
            }
        }
    }
}
