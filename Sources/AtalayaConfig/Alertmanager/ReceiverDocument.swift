extension Receiver {
    /// An entry of `receivers`. Secrets appear as the files that hold them.
    func document() -> Document {
        .fields {
            $0.set("name", string: name)
            $0.set("webhook_configs", nonEmpty: webhooks.map { $0.document() })
            $0.set("email_configs", nonEmpty: emails.map { $0.document() })
            $0.set("pagerduty_configs", nonEmpty: pagerDuties.map { $0.document() })
            $0.set("slack_configs", nonEmpty: slacks.map { $0.document() })
        }
    }
}

extension WebhookChannel {
    fileprivate func document() -> Document {
        .fields {
            $0.set("url", string: url)
            $0.set("url_file", string: urlFile?.path)
            $0.set("send_resolved", bool: sendsResolved)
        }
    }
}

extension EmailChannel {
    fileprivate func document() -> Document {
        .fields {
            $0.set("to", to.document())
            $0.set("from", from.document())
            $0.set("smarthost", string: smarthost.description)
            $0.set("auth_username", string: username)
            $0.set("auth_password_file", string: passwordFile?.path)
            $0.set("send_resolved", bool: sendsResolved)
        }
    }
}

extension PagerDutyChannel {
    fileprivate func document() -> Document {
        .fields {
            $0.set("routing_key_file", string: routingKeyFile.path)
            $0.set("send_resolved", bool: sendsResolved)
        }
    }
}

extension SlackChannel {
    fileprivate func document() -> Document {
        .fields {
            $0.set("api_url_file", string: urlFile.path)
            $0.set("channel", channel.document())
            $0.set("send_resolved", bool: sendsResolved)
        }
    }
}
