/// A stretch of time in brackets or after `offset`.
public indirect enum PromQLDuration: Hashable, Sendable {
    /// Seconds, written as `5m` or, since Prometheus 2.54, as `300`.
    case literal(PromQLNumber)
    /// Text with a variable of Grafana in it, such as `$__rate_interval` or `${minutes}m`.
    case variable(String)
    /// `step()` and `range()` of a range query; experimental like all that follow.
    case step, range
    case negative(PromQLDuration)
    case arithmetic(PromQLDuration, PromQLOperator, PromQLDuration)
    case smaller(PromQLDuration, PromQLDuration)
    case larger(PromQLDuration, PromQLDuration)
    case parentheses(PromQLDuration)

    /// The seconds, if they are known without running a query.
    public var seconds: Double? {
        guard case .literal(let number) = self else { return nil }
        return number.value
    }

    /// As Prometheus writes it where it can: `5m` also for 300.
    static func normalised(seconds: Double) -> PromQLDuration {
        .literal(PromQLNumber(seconds, isDuration: PromQLNumber.durationText(seconds: seconds) != nil))
    }

    public static func fixed(_ duration: PrometheusDuration) -> PromQLDuration {
        .literal(PromQLNumber(Double(duration.milliseconds) / 1_000, isDuration: true))
    }
}

extension PromQLNumber {
    /// `1h30m` for 5400, with a sign if need be; nil for seconds that have no such form, exact to the millisecond.
    static func durationText(seconds: Double) -> String? {
        let milliseconds = seconds.magnitude * 1_000
        guard milliseconds <= Double(PrometheusDuration.millisecondsMax),
            milliseconds.rounded() / 1_000 == seconds.magnitude
        else { return nil }
        let text = PrometheusDuration(milliseconds: Int64(milliseconds.rounded())).description
        return seconds < 0 ? "-" + text : text
    }
}
