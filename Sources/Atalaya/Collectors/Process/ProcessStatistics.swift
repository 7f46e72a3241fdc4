/// `/proc/PID/stat`: one line of numbers about a process. A field that is not a number, or not there, is nil.
struct ProcessStatistics: Equatable {
    /// Time on the processor in user mode, in ticks.
    var userTicks: Double?
    /// The same in the kernel.
    var systemTicks: Double?
    var threads: Double?
    /// Ticks from the machine's start to the process's.
    var startTicks: Double?
    var virtualBytes: Double?
    var residentPages: Double?

    /// Nil without the parentheses around the name: then nothing can be counted from.
    init?(_ text: String) {
        // The name may hold spaces and parentheses itself, so everything is counted from the last one: behind it
        // begins what the manual calls field 3.
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split { $0 == " " || $0 == "\n" }
        func field(_ number: Int) -> Double? {
            let index = number - 3
            return index < fields.count ? KernelText.number(fields[index]) : nil
        }
        self.userTicks = field(14)
        self.systemTicks = field(15)
        self.threads = field(20)
        self.startTicks = field(22)
        self.virtualBytes = field(23)
        self.residentPages = field(24)
    }

    /// When the machine started, in seconds since 1970, from `/proc/stat`.
    static func bootTime(_ text: String) -> Double? {
        KernelText.value(of: "btime", in: text)
    }
}
