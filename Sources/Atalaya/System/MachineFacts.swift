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

    /// The name of the machine, of the pod in Kubernetes.
    static var hostname: String {
        // HOST_NAME_MAX is 64; the call cuts without a zero at the end what is longer.
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
