#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Constants of the running machine.
enum MachineFacts {
    /// Units of the times in `/proc/PID/stat`, per second.
    static let clockTicksPerSecond = Double(max(1, sysconf(CInt(_SC_CLK_TCK))))
    /// Unit of the memory sizes in `/proc/PID/stat`.
    static let pageBytes = Double(max(1, sysconf(CInt(_SC_PAGESIZE))))
}
