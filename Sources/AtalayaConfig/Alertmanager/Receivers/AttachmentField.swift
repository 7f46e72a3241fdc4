/// A field of a message in Slack or Mattermost: a title and a text below it.
public struct AttachmentField: AlertmanagerSection {
    public var source = SectionSource()
    public var title: NotificationTemplate?
    public var value: NotificationTemplate?
    /// Whether others fit beside it; nil: as the channel says.
    public var short: Bool?

    public init(title: NotificationTemplate, value: NotificationTemplate) {
        self.title = title
        self.value = value
    }
    private init() {}

    public static let schema = SectionSchema<Self>("a field", { AttachmentField() }) {
        $0.demanded("title", \.title, .template)
        $0.demanded("value", \.value, .template)
        $0.key("short", \.short, .bool)
    }
}
