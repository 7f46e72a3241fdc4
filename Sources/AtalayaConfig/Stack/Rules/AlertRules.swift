/// Alerts and the people who get them.
enum AlertRules {
    static let all: [StackRule] = [
        StackRule(
            "alert-name", "Alerts have unique names of letters, digits and '_', other than those the stack makes."
        ) { stack in
            let own = StackRuleFiles(stack: stack).ownAlertNames
            var seen = Set<String>()
            return stack.alerts.flatMap { alert in
                let path = "alerts.\(alert.name)"
                var problems: [StackProblem] = []
                if !isAlertName(alert.name) {
                    problems.append(
                        StackProblem(
                            path,
                            "alert '\(alert.name)' must be made of letters, digits and '_' and begin with a letter"))
                }
                if own.contains(alert.name) {
                    problems.append(StackProblem(path, "the stack makes an alert '\(alert.name)' itself"))
                }
                if !seen.insert(alert.name).inserted {
                    problems.append(StackProblem(path, "there is already an alert '\(alert.name)'"))
                }
                return problems
            }
        },
        StackRule("alert-text", "An alert has an expression and a summary; a label does not hold a value that changes.")
        { stack in
            stack.alerts.flatMap { alert in
                let path = "alerts.\(alert.name)"
                var problems: [StackProblem] = []
                if alert.expression.allSatisfy(\.isWhitespace) {
                    problems.append(StackProblem("\(path).expr", "the expression is empty"))
                }
                if alert.summary.isEmpty { problems.append(StackProblem("\(path).summary", "the summary is empty")) }
                for label in alert.labels where label.value.sources.contains(where: { $0.contains("$value") }) {
                    let message =
                        "a label with $value makes a new alert at each evaluation; put it into the description"
                    problems.append(StackProblem("\(path).labels.\(label.name)", message))
                }
                return problems
            }
        },
        StackRule("runbook-url", "Runbooks are found by http or https.") { stack in
            var named: [(path: String, url: String)] = []
            if let url = stack.runbooks { named.append(("stack.runbooks", url)) }
            for alert in stack.alerts {
                if let url = alert.runbookURL?.text { named.append(("alerts.\(alert.name).runbook", url)) }
            }
            return named.filter { !isWebAddress($0.url) }.map {
                StackProblem($0.path, "'\($0.url)' does not begin with http:// or https://")
            }
        },
        StackRule("receiver-name", "Receivers have unique names that are not empty.") { stack in
            var seen: Set<String> = [AlertmanagerServer.silentReceiver]
            return stack.alertmanager.receivers.compactMap { receiver in
                let path = "alertmanager.receivers.\(receiver.name)"
                if receiver.name.isEmpty { return StackProblem(path, "a receiver needs a name") }
                return seen.insert(receiver.name).inserted
                    ? nil : StackProblem(path, "there is already a receiver '\(receiver.name)'")
            }
        },
        StackRule("receiver-channel", "A receiver has a channel; each channel says where to send.") { stack in
            stack.alertmanager.receivers.flatMap { channelProblems($0, path: "alertmanager.receivers.\($0.name)") }
        },
        StackRule("secret-in-url", "An URL holds no password; such URLs are named by 'url_file'.") { stack in
            stack.alertmanager.receivers.flatMap { receiver in
                receiver.webhooks.compactMap { webhook in
                    guard let url = webhook.url, hasUserInformation(url) else { return nil }
                    return StackProblem(
                        "alertmanager.receivers.\(receiver.name).webhook",
                        "the URL holds a password; put it into a file and name that by 'url_file'")
                }
            }
        },
        StackRule("receiver-exists", "Routes name receivers that exist, each severity once.") { stack in
            let names = stack.alertmanager.receivers.map(\.name)
            var references = stack.alertmanager.routes.map {
                (path: "alertmanager.routes.\($0.severity)", name: $0.receiver)
            }
            if let name = stack.alertmanager.defaultReceiver {
                references.append(("alertmanager.default_receiver", name))
            }
            if let name = stack.alertmanager.watchdogReceiver {
                references.append(("alertmanager.watchdog_receiver", name))
            }
            var problems = references.filter { !names.contains($0.name) }.map {
                StackProblem(
                    $0.path, Spelling.unknown("receiver", $0.name, known: names),
                    missing: "alertmanager.receivers.\($0.name)")
            }
            var seen = Set<AlertSeverity>()
            for route in stack.alertmanager.routes where !seen.insert(route.severity).inserted {
                problems.append(
                    StackProblem(
                        "alertmanager.routes.\(route.severity)", "the severity '\(route.severity)' has two routes"))
            }
            return problems
        },
        StackRule("severity-unrouted", "Where anybody is told, pages and tickets reach somebody.") { stack in
            guard stack.alertmanager.defaultReceiver == nil, !stack.alertmanager.receivers.isEmpty else { return [] }
            let routed = stack.alertmanager.routes.map(\.severity)
            return [AlertSeverity.page, .ticket].filter { !routed.contains($0) }.map {
                StackProblem(
                    "alertmanager", "alerts of severity '\($0)' reach nobody: add a route or a 'default_receiver'",
                    severity: .warning)
            }
        },
        StackRule("target-lacks-setting", "Every setting exists in the version it is rendered for.") { stack in
            guard stack.targets.alertmanager < TargetVersion(0, 26) else { return [] }
            return stack.alertmanager.receivers.filter { $0.webhooks.contains { $0.urlFile != nil } }.map {
                StackProblem(
                    "alertmanager.receivers.\($0.name).webhook",
                    "'url_file' of a webhook needs Alertmanager 0.26; the target is \(stack.targets.alertmanager)")
            }
        },
    ]

    private static func channelProblems(_ receiver: Receiver, path: String) -> [StackProblem] {
        var problems: [StackProblem] = []
        if !receiver.hasChannels {
            problems.append(
                StackProblem(path, "the receiver has no channel: give it webhook, email, pagerduty or slack"))
        }
        for webhook in receiver.webhooks {
            if (webhook.url == nil) == (webhook.urlFile == nil) {
                problems.append(StackProblem("\(path).webhook", "give either 'url' or 'url_file'"))
            } else if let url = webhook.url, !isWebAddress(url) {
                problems.append(StackProblem("\(path).webhook.url", "'\(url)' does not begin with http:// or https://"))
            }
        }
        for email in receiver.emails {
            for (key, address) in [("to", email.to.text), ("from", email.from.text)] where !address.contains("@") {
                problems.append(StackProblem("\(path).email.\(key)", "'\(address)' is not a mail address"))
            }
            if (email.username == nil) != (email.passwordFile == nil) {
                problems.append(
                    StackProblem("\(path).email", "'auth_username' and 'auth_password_file' belong together"))
            }
        }
        let files = receiver.secretFiles.filter(\.path.isEmpty)
        return problems + files.map { _ in StackProblem(path, "the path of a secret's file is empty") }
    }

    private static func isAlertName(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, first.isASCII, first.properties.isAlphabetic else { return false }
        return name.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
    }

    private static func isWebAddress(_ url: String) -> Bool {
        ["http://", "https://"].contains { url.hasPrefix($0) && url.utf8.count > $0.utf8.count }
            && !url.contains(where: \.isWhitespace)
    }

    private static func hasUserInformation(_ url: String) -> Bool {
        guard let start = url.firstRange(of: "://")?.upperBound else { return false }
        return url[start...].prefix { $0 != "/" }.contains("@")
    }
}

extension AlertmanagerServer {
    /// The receiver that tells nobody.
    static let silentReceiver = "nobody"
}
