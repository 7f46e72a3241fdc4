/// The stack's alerts and receivers as Grafana evaluates and tells them by itself.
struct StackGrafanaAlerting {
    let stack: Stack

    static let always = "always"

    var alerting: GrafanaAlerting {
        let route = AlertmanagerRenderer.configuration(of: stack.alertmanager).route
        let policy = policy(route)
        let mutes = policy.policies.contains { !$0.muteTimings.isEmpty }
        return GrafanaAlerting(
            groups: groups, contactPoints: stack.alertmanager.receivers.map(contactPoint), policy: policy,
            muteTimings: mutes ? [GrafanaMuteTiming(name: Self.always, from: "00:00", to: "24:00")] : [])
    }

    /// A receiver that tells nobody does not exist in Grafana: the policy is muted at all times instead.
    private func policy(_ route: AlertmanagerRoute) -> GrafanaPolicy {
        let isSilent = route.receiver == AlertmanagerServer.silentReceiver
        return GrafanaPolicy(
            comments: route.comments, contactPoint: isSilent ? nil : route.receiver, matchers: route.matchers,
            groupBy: route.groupBy.isEmpty ? nil : route.groupBy, groupWait: route.groupWait,
            groupInterval: route.groupInterval,
            repeatInterval: route.repeatInterval, muteTimings: isSilent ? [Self.always] : [],
            policies: route.routes.map(policy))
    }

    private func contactPoint(_ receiver: Receiver) -> GrafanaContactPoint {
        var integrations: [GrafanaContactPoint.Integration] = []
        func add(_ type: String, _ settings: [(name: String, value: ProvisioningText?)], _ sendsResolved: Bool) {
            let name = "contact-point/\(stack.name)/\(receiver.name)/\(integrations.count)"
            integrations.append(
                .init(
                    uid: StableIdentifier.uid(for: name), type: type,
                    settings: settings.compactMap { name, value in value.map { .init(name, $0) } },
                    sendsResolved: sendsResolved))
        }
        for webhook in receiver.webhooks {
            let url = webhook.urlFile.map(ProvisioningText.file) ?? webhook.url.map(ProvisioningText.literal)
            add("webhook", [("url", url)], webhook.sendsResolved)
        }
        for email in receiver.emails {
            add("email", [("addresses", ProvisioningText(email.to.text))], email.sendsResolved)
        }
        for pager in receiver.pagerDuties {
            add("pagerduty", [("integrationKey", .file(pager.routingKeyFile))], pager.sendsResolved)
        }
        for slack in receiver.slacks {
            add(
                "slack", [("recipient", ProvisioningText(slack.channel.text)), ("url", .file(slack.urlFile))],
                slack.sendsResolved)
        }
        return GrafanaContactPoint(name: receiver.name, integrations: integrations)
    }

    private var groups: [GrafanaAlertGroup] {
        StackRuleFiles(stack: stack).files.flatMap(\.file.groups).compactMap { group in
            var titles: Set<String> = []
            let rules = group.rules.compactMap { rule -> GrafanaAlertRule? in
                guard case .alerting(let alert) = rule else { return nil }
                // Prometheus has one name for several severities; in Grafana a title stands once in a folder.
                let title = titles.insert(alert.name).inserted ? alert.name : "\(alert.name) (\(alert.severity))"
                var written = GrafanaAlertRule(
                    alert, dataSourceUID: "prometheus",
                    uid: StableIdentifier.uid(for: "alert/\(stack.name)/\(group.name)/\(title)"))
                written.title = title
                return written
            }
            guard !rules.isEmpty else { return nil }
            return GrafanaAlertGroup(
                name: group.name, folder: stack.title, interval: group.interval ?? stack.prometheus.evaluationInterval,
                rules: rules)
        }
    }
}
