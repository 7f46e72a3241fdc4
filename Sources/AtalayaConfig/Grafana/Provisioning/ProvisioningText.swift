/// Text in a provisioning file of Grafana, where `$NAME` and `${NAME}` are filled in from the environment.
///
/// Dashboards (JSON) are not touched by that, nor are annotations of provisioned alerts; data sources, providers and
/// labels are.
enum ProvisioningText {
    /// Text as it is: each `$` is doubled.
    static func literal(_ text: String) -> Document {
        .string(text.split(separator: "$", omittingEmptySubsequences: false).joined(separator: "$$"))
    }
}
