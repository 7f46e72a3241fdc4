/// Upstream `pagerduty_configs`: an event of PagerDuty's Events API, version 2 by ``routingKey``, version 1 by
/// ``serviceKey``.
public struct PagerDutyConfig: ReceiverChannel {
    public var source = SectionSource()
    /// Default true.
    public var sendResolved: Bool?
    public var httpConfig: HTTPClientConfig?
    public var routingKey: SecretSource?
    public var serviceKey: SecretSource?
    /// Default ``AlertmanagerGlobal/pagerdutyURL``.
    public var url: String?
    public var client: NotificationTemplate?
    public var clientURL: NotificationTemplate?
    public var description: NotificationTemplate?
    /// `critical`, `error`, `warning` or `info`. Default `error`.
    public var severity: NotificationTemplate?
    public var eventSource: NotificationTemplate?
    /// Values with templates in them.
    public var details: Document?
    public var images: [Image] = []
    public var links: [Link] = []
    /// Upstream `class`.
    public var eventClass: NotificationTemplate?
    public var component: NotificationTemplate?
    public var group: NotificationTemplate?
    /// As Go writes durations. Since 0.30.
    public var timeout: String?

    public init(routingKey: SecretSource? = nil, serviceKey: SecretSource? = nil) {
        self.routingKey = routingKey
        self.serviceKey = serviceKey
    }

    public struct Image: AlertmanagerSection {
        public var source = SectionSource()
        public var src: NotificationTemplate?
        public var alt: NotificationTemplate?
        public var href: NotificationTemplate?

        public init(src: NotificationTemplate? = nil, href: NotificationTemplate? = nil) {
            self.src = src
            self.href = href
        }

        public static let schema = SectionSchema<Self>("an image", { Image() }) {
            $0.key("href", \.href, .template)
            $0.key("src", \.src, .template)
            $0.key("alt", \.alt, .template)
        }
    }

    public struct Link: AlertmanagerSection {
        public var source = SectionSource()
        public var href: NotificationTemplate?
        public var text: NotificationTemplate?

        public init(href: NotificationTemplate? = nil, text: NotificationTemplate? = nil) {
            self.href = href
            self.text = text
        }

        public static let schema = SectionSchema<Self>("a link", { Link() }) {
            $0.key("href", \.href, .template)
            $0.key("text", \.text, .template)
        }
    }

    public static let schema = SectionSchema<Self>("pagerduty_config", { PagerDutyConfig() }) {
        $0.fileOrValue("routing_key", \.routingKey, .text(.alertmanagerTemplate))
        $0.fileOrValue("service_key", \.serviceKey, .text(.alertmanagerTemplate))
        $0.key("url", \.url, .text(.httpURL))
        $0.key("client", \.client, .template)
        $0.key("client_url", \.clientURL, .template)
        $0.key("description", \.description, .template)
        $0.key("severity", \.severity, .template)
        $0.key("source", \.eventSource, .template, name: "eventSource")
        $0.key("details", \.details, .freeMapping)
        $0.list("images", \.images, .list(.section))
        $0.list("links", \.links, .list(.section))
        $0.key("class", \.eventClass, .template, name: "eventClass")
        $0.key("component", \.component, .template)
        $0.key("group", \.group, .template)
        $0.key("timeout", \.timeout, .text(.goDuration), since: (0, 30))
        $0.channel()
        $0.constraint(.atLeastOne(["routing_key", "service_key", "routing_key_file", "service_key_file"]))
    }
}

extension SettingForm where Value == Document {
    /// A mapping whose keys and values are free.
    static var freeMapping: Self {
        var form = Self.anything
        form.kind = .map(.anything)
        return form
    }
}
