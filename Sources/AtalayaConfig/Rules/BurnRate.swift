/// The alerts of an objective: how fast the error budget may burn over which windows.
///
/// An alert compares the ratio of bad events over a long window (is it serious?) and over a short one (is it still
/// going on?) with `factor` times the error budget. The factor is the speed at which `budgetPercent` of the whole
/// budget is gone within the long window: for 2 per cent in 1 hour of 30 days, 14.4 times the speed that would last
/// exactly 30 days. (Google's Site Reliability Workbook, chapter 5.)
struct BurnRate: Hashable, Sendable {
    var severity: AlertSeverity
    var long: PrometheusDuration
    var short: PrometheusDuration
    /// How much of the budget may go within the long window.
    var budgetPercent: Int

    /// Two to wake somebody, two for working hours.
    static let all: [BurnRate] = [
        BurnRate(severity: .page, long: .hours(1), short: .minutes(5), budgetPercent: 2),
        BurnRate(severity: .page, long: .hours(6), short: .minutes(30), budgetPercent: 5),
        BurnRate(severity: .ticket, long: .days(1), short: .hours(2), budgetPercent: 10),
        BurnRate(severity: .ticket, long: .days(3), short: .hours(6), budgetPercent: 10),
    ]

    /// Every window for which the ratio is recorded, shortest first.
    static let windows: [PrometheusDuration] = Set(all.flatMap { [$0.short, $0.long] }).sorted()

    /// Exact to hundredths: 14.4 for 2 per cent in 1 hour of 30 days.
    func factor(of window: PrometheusDuration) -> ExactDecimal {
        let hundredths = (Int64(budgetPercent) * window.milliseconds + long.milliseconds / 2) / long.milliseconds
        return ExactDecimal(coefficient: hundredths, scale: 2)
    }
}
