/// A file of pressure stall information: how long work waited for a resource.
///
/// ```
/// some avg10=0.12 avg60=0.05 avg300=0.01 total=69638105
/// full avg10=0.00 avg60=0.00 avg300=0.00 total=29010896
/// ```
/// Only the totals are read; averages are Prometheus' business.
struct PressureStatistics: Equatable {
    /// Seconds in which some of the tasks waited.
    var someSeconds: Double?
    /// Seconds in which all of them waited and nothing got done.
    var fullSeconds: Double?

    init(_ text: String) {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            let total = words.first { $0.hasPrefix("total=") }?.dropFirst("total=".count)
            guard let microseconds = total.flatMap({ KernelText.number($0) }), microseconds.isFinite else { continue }
            switch words.first {
            case "some": self.someSeconds = microseconds / 1e6
            case "full": self.fullSeconds = microseconds / 1e6
            default: break
            }
        }
    }
}
