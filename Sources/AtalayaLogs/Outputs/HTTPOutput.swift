public import AtalayaModel

// Design
//
// An output over HTTP is two pure functions: a batch of records becomes a request, and an answer becomes a verdict.
// Everything else (connections, time limits, when to try again, what to split) is the same for all of them and lies
// elsewhere: `DeliveryMachine` decides, `HTTPDelivery` in AtalayaHTTP acts.
//
//     Chunk ─▶ RecordBatch ─▶ output.request ─▶ OutputRequest ══▶ server
//                                                                  │
//     DeliveryMachine ◀─ OutputVerdict ◀─ output.verdict ◀─ HTTPAnswer
//
// A new output is one file with a type that conforms, and one line in `HTTPOutputs.all`. Settings, help, documentation
// and the conformance tests read that list.

/// A protocol by which records are posted to a server.
public protocol HTTPOutput: Sendable {
    /// What it is called and what it is.
    static var profile: HTTPOutputProfile { get }

    /// - Throws: ``LogsError`` with `invalidArgument` for a setting that cannot be used. Settings that do not concern the
    ///   output are ignored.
    init(settings: HTTPOutputSettings) throws(LogsError)

    /// What to post. The same batch gives the same bytes.
    ///
    /// - Throws: ``LogsError`` when the protocol cannot say it, whatever the server.
    func request(for batch: RecordBatch) throws(LogsError) -> OutputRequest

    /// What an answer to the request for this batch means.
    func verdict(on answer: HTTPAnswer, to batch: RecordBatch) -> OutputVerdict
}

/// What an output is called, and what a person should know of it.
public struct HTTPOutputProfile: Hashable, Sendable {
    /// Its name, its options and what else a configuration says of it.
    public let kind: LogDestinationKind
    /// The media type of the body.
    public let contentType: String
    /// What becomes of a record, and which answers mean what, in a few sentences.
    public let notes: String

    /// The name in settings: `loki`.
    public var name: String { kind.name }

    /// The codings that its servers understand, the preferred one first.
    public var codings: [ContentCoding] {
        let option = kind.options.first { $0.name == "compression" }
        guard case .names(let names) = option?.form else { return [.none] }
        return ContentCoding.all.filter { names.contains($0.name) }
    }
}

/// The outputs there are.
public enum HTTPOutputs {
    public static let all: [any HTTPOutput.Type] = [
        LokiOutput.self, ElasticsearchOutput.self, OTLPOutput.self, FluentdJSONOutput.self,
        FluentdMessagePackOutput.self,
    ]

    /// The output with this name.
    ///
    /// - Throws: ``LogsError`` with `invalidArgument` for a name that none has and for settings that cannot be used.
    public static func make(
        named name: String, settings: HTTPOutputSettings = HTTPOutputSettings()
    ) throws(LogsError) -> any HTTPOutput {
        guard let output = all.first(where: { $0.profile.name == name }) else {
            let known = all.map { $0.profile.name }.joined(separator: ", ")
            throw LogsError(.invalidArgument, "no output is called \(name); there are \(known)")
        }
        return try output.init(settings: settings)
    }
}

/// What outputs can be told about records. Each one reads what concerns it.
public struct HTTPOutputSettings: Hashable, Sendable {
    /// Fixed labels of Loki's streams; attributes of OTLP's resource.
    public var labels: [String: String]
    /// Fields of records that become labels of Loki's streams. Each combination of their values is a stream of its own,
    /// so they should have few values.
    public var labelFields: [String]
    /// Fields of records that become Loki's structured metadata.
    public var metadataFields: [String]
    /// The field that is the event's text: OTLP's body. For Loki `nil`: the line is the whole record as JSON.
    public var messageField: String?
    /// The field with the severity.
    public var levelField: String
    /// The index or data stream of Elasticsearch and OpenSearch: ``IndexName`` says what may stand in it.
    public var index: String

    public init(
        labels: [String: String] = [:], labelFields: [String] = [], metadataFields: [String] = [],
        messageField: String? = nil, levelField: String = "level", index: String = "logs-%Y.%m.%d"
    ) {
        self.labels = labels
        self.labelFields = labelFields
        self.metadataFields = metadataFields
        self.messageField = messageField
        self.levelField = levelField
        self.index = index
    }
}

extension HTTPOutputSettings {
    /// What a configuration says.
    public init(_ destination: LogDestination) {
        self.init(
            labels: Dictionary(destination.pairs("labels").map { ($0.name, $0.value) }) { _, last in last },
            labelFields: destination.texts("label_fields"),
            metadataFields: destination.texts("metadata_fields"),
            messageField: destination.text("message_field"))
        if let field = destination.text("level_field") { levelField = field }
        if let name = destination.text("index") { index = name }
    }
}
