/// How the stack's own programs are started, in whichever place they run.
enum ProgramArguments {
    /// - Parameter configuration: where the program sees its configuration.
    static func prometheus(_ stack: Stack, configuration: String) -> [String] {
        let server = stack.prometheus
        var arguments = [
            "--config.file=\(configuration)", "--storage.tsdb.path=/prometheus",
            "--storage.tsdb.retention.time=\(server.retention)", "--web.listen-address=:\(server.address.port)",
        ]
        if let size = server.retentionSize { arguments.append("--storage.tsdb.retention.size=\(size)") }
        if stack.targets.prometheus >= TargetVersion(3, 12) { arguments.append("--config.auto-reload") }
        // Later versions are told by the configuration of each job.
        if stack.targets.prometheus < TargetVersion(3, 8),
            StackJob.own(of: stack).contains(where: \.hasNativeHistograms)
        {
            arguments.append("--enable-feature=native-histograms")
        }
        return arguments
    }

    static func alertmanager(_ stack: Stack) -> [String] {
        [
            "--config.file=/etc/alertmanager/alertmanager.yml", "--storage.path=/alertmanager",
            "--web.listen-address=:\(stack.alertmanager.address.port)",
            "--cluster.listen-address=",  // one instance, no cluster
        ]
    }

    static func grafanaEnvironment(_ stack: Stack) -> [StackLabel] {
        var variables = [
            StackLabel("GF_SECURITY_ADMIN_PASSWORD__FILE", stack.grafana.adminPasswordFile.path),
            StackLabel("GF_SERVER_HTTP_PORT", String(stack.grafana.address.port)),
            StackLabel("GF_USERS_ALLOW_SIGN_UP", "false"),
            StackLabel("GF_AUTH_ANONYMOUS_ENABLED", "false"),
            // Nothing leaves the machine.
            StackLabel("GF_ANALYTICS_REPORTING_ENABLED", "false"),
            StackLabel("GF_ANALYTICS_CHECK_FOR_UPDATES", "false"),
            StackLabel("GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES", "false"),
            StackLabel("GF_NEWS_NEWS_FEED_ENABLED", "false"),
            StackLabel("GF_PLUGINS_PREINSTALL_DISABLED", "true"),
        ]
        if stack.grafana.managesAlerts,
            let mail = stack.alertmanager.receivers.flatMap(\.emails).first.map(MailServer.init)
        {
            variables += [
                StackLabel("GF_SMTP_ENABLED", "true"), StackLabel("GF_SMTP_HOST", mail.smarthost.description),
                StackLabel("GF_SMTP_FROM_ADDRESS", mail.from),
            ]
            if let user = mail.username { variables.append(StackLabel("GF_SMTP_USER", user)) }
            if let file = mail.passwordFile { variables.append(StackLabel("GF_SMTP_PASSWORD__FILE", file.path)) }
        }
        // The home page is read by a reader of its own, which knows the Classic form only.
        if stack.grafana.dashboardForm == .classic, let first = stack.services.first {
            let home = "\(GrafanaRenderer.dashboardsMount)/\(ServiceOverviewDashboard.name(of: first)).json"
            variables.append(StackLabel("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH", home))
        }
        return variables
    }
}
