/// `/proc/PID/limits`: a table of names, soft and hard limits and units in columns of spaces.
struct ResourceLimits {
    private let lines: [Substring]

    init(_ text: String) {
        self.lines = text.split(separator: "\n")
    }

    /// The soft limit, which is the one that bites; infinite where there is none.
    func softLimit(_ name: String) -> Double? {
        guard let line = self.lines.first(where: { $0.hasPrefix(name + " ") }) else { return nil }
        return line.dropFirst(name.count).split(separator: " ").first.flatMap { KernelText.number($0) }
    }
}
