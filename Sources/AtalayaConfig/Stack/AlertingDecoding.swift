extension AlertingRule: NamedDecodable {
    init(name: String, from mapping: MappingDecoder) {
        self.init(
            name,
            expression: mapping.required("expr", placeholder: "vector(0) > 0"),
            holdDuration: mapping.value("for", default: .minutes(5)),
            severity: mapping.required("severity", placeholder: .ticket),
            labels: mapping.labels("labels").map { AlertLabel($0.name, AlertTemplate(source: $0.value)) },
            summary: mapping.required("summary", placeholder: ""),
            description: mapping.value("description", default: ""),
            runbookURL: mapping.value("runbook")
        )
    }
}

extension AlertmanagerServer: MappingDecodable {
    init(from mapping: MappingDecoder) {
        let standard = AlertmanagerServer()
        self.init(
            address: mapping.value("address", default: standard.address),
            image: mapping.value("image", default: standard.image),
            receivers: mapping.named("receivers"),
            routes: mapping.entries("routes") { SeverityRoute.decode($0, $1, path: $2, context: mapping.context) },
            defaultReceiver: mapping.value("default_receiver"),
            watchdogReceiver: mapping.value("watchdog_receiver"),
            published: mapping.value("published")
        )
    }
}

extension SeverityRoute {
    /// `page: oncall`, or `page: {receiver: oncall, repeat_interval: 1h}`.
    fileprivate static func decode(_ key: DocumentKey, _ node: DocumentNode, path: String, context: DecodingContext)
        -> SeverityRoute?
    {
        let severity: AlertSeverity
        do throws(ConfigError) {
            severity = try AlertSeverity(key.name)
        } catch {
            context.report(error.code.description, error.message, at: key, path: path)
            return nil
        }
        if let receiver = node.string { return SeverityRoute(severity, to: receiver) }
        return MappingDecoder.decode(node, path: path, context: context) { mapping in
            SeverityRoute(
                severity,
                to: mapping.required("receiver", placeholder: ""),
                repeatInterval: mapping.value("repeat_interval", default: .hours(4))
            )
        }
    }
}

extension Receiver: NamedDecodable {
    init(name: String, from mapping: MappingDecoder) {
        self.init(
            name: name,
            webhooks: mapping.oneOrMore("webhook"),
            emails: mapping.oneOrMore("email"),
            pagerDuties: mapping.oneOrMore("pagerduty"),
            slacks: mapping.oneOrMore("slack")
        )
    }
}

extension WebhookChannel: MappingDecodable {
    init(from mapping: MappingDecoder) {
        self.init(
            url: mapping.value("url"),
            urlFile: mapping.value("url_file"),
            sendsResolved: mapping.value("send_resolved", default: true)
        )
    }
}

extension EmailChannel: MappingDecodable {
    init(from mapping: MappingDecoder) {
        self.init(
            to: mapping.required("to", placeholder: ""),
            from: mapping.required("from", placeholder: ""),
            smarthost: mapping.required("smarthost", placeholder: Endpoint(host: "localhost", port: 25)),
            username: mapping.value("auth_username"),
            passwordFile: mapping.value("auth_password_file"),
            sendsResolved: mapping.value("send_resolved", default: true)
        )
    }
}

extension PagerDutyChannel: MappingDecodable {
    init(from mapping: MappingDecoder) {
        self.init(
            routingKeyFile: mapping.required("routing_key_file", placeholder: SecretFile(path: "")),
            sendsResolved: mapping.value("send_resolved", default: true)
        )
    }
}

extension SlackChannel: MappingDecodable {
    init(from mapping: MappingDecoder) {
        self.init(
            urlFile: mapping.required("api_url_file", placeholder: SecretFile(path: "")),
            channel: mapping.required("channel", placeholder: ""),
            sendsResolved: mapping.value("send_resolved", default: true)
        )
    }
}
