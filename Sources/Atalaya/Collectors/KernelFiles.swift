/// The small text files in which a kernel says how things are: `/proc`, `/sys/fs/cgroup`.
///
/// What cannot be read is nil, and so is what is larger than any such file: a metric that has no source is absent.
struct KernelFiles: Sendable {
    let files: any FileSystem

    /// `/proc/stat` has a line for each processor and each interrupt source of the machine.
    private static let bytesMax = 1 << 20

    func text(_ path: String) -> String? {
        guard let bytes = try? self.files.contents(of: path, bytesMax: Self.bytesMax) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// How many names there are in a directory.
    func count(in directory: String) -> Int? {
        (try? self.files.names(in: directory))?.count
    }
}
