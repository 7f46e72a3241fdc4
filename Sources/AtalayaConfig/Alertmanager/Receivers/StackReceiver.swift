extension AlertmanagerReceiver {
    /// A receiver of the stack. Secrets appear as the files that hold them.
    init(_ receiver: Receiver) {
        self.init(name: receiver.name)
        webhookConfigs = receiver.webhooks.map(WebhookConfig.init)
        emailConfigs = receiver.emails.map(EmailConfig.init)
        pagerdutyConfigs = receiver.pagerDuties.map(PagerDutyConfig.init)
        slackConfigs = receiver.slacks.map(SlackConfig.init)
    }
}

extension WebhookConfig {
    fileprivate init(_ channel: WebhookChannel) {
        // One of the two is there in a stack that was validated.
        self.init(url: channel.urlFile.map { .file($0.path) } ?? .inline(channel.url ?? ""))
        sendResolved = channel.sendsResolved
    }
}

extension EmailConfig {
    fileprivate init(_ channel: EmailChannel) {
        self.init(to: channel.to)
        from = channel.from
        smarthost = channel.smarthost.description
        authUsername = channel.username
        authPassword = channel.passwordFile.map { .file($0.path) }
        sendResolved = channel.sendsResolved
    }
}

extension PagerDutyConfig {
    fileprivate init(_ channel: PagerDutyChannel) {
        self.init(routingKey: .file(channel.routingKeyFile.path))
        sendResolved = channel.sendsResolved
    }
}

extension SlackConfig {
    fileprivate init(_ channel: SlackChannel) {
        self.init(apiURL: .file(channel.urlFile.path), channel: channel.channel)
        sendResolved = channel.sendsResolved
    }
}
