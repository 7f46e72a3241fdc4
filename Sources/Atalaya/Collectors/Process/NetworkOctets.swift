/// Bytes by IP, from `/proc/PID/net/netstat`: pairs of lines, the names of the numbers and then the numbers.
struct NetworkOctets: Equatable {
    var received: Double?
    var transmitted: Double?

    init(_ text: String) {
        var names: [Substring] = []
        for line in text.split(separator: "\n") where line.hasPrefix("IpExt:") {
            let words = Array(line.split(separator: " ").dropFirst())
            if names.isEmpty {
                names = words
                continue
            }
            func value(_ name: String) -> Double? {
                guard let index = names.firstIndex(where: { $0 == name }), index < words.count else { return nil }
                return KernelText.number(words[index])
            }
            self.received = value("InOctets")
            self.transmitted = value("OutOctets")
            return
        }
    }
}
