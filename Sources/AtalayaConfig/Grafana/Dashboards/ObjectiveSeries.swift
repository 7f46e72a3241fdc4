import AtalayaModel

/// The series that the rules of objectives record, by which panels ask for them.
enum ObjectiveSeries {
    private static let labels = ["service", "slo"]

    /// The share of bad events over a window.
    static func errorRatio(over window: PrometheusDuration) -> DeclaredSeries {
        DeclaredSeries(recorded: "slo:sli_error:ratio_rate\(window)", unit: .ratio, labels: labels)
    }

    static let objective = DeclaredSeries(recorded: "slo:objective:ratio", unit: .ratio, labels: labels)
    static let errorBudget = DeclaredSeries(recorded: "slo:error_budget:ratio", unit: .ratio, labels: labels)
    /// How many times faster than the budget allows events are bad now; 1 uses up exactly the budget.
    static let burnRate = DeclaredSeries(recorded: "slo:current_burn_rate:ratio", labels: labels)
    static let budgetRemaining = DeclaredSeries(
        recorded: "slo:period_error_budget_remaining:ratio", unit: .ratio, labels: labels)
}
