/// Upstream `dns_sd_configs`: targets from records of the name service.
public struct DNSSDConfig: ConfigSection {
    public var source = SectionSource()
    public var names: [String]
    /// Default SRV.
    public var type: RecordType?
    /// Needed for every type but SRV, whose records have ports.
    public var port: Int?
    /// Default 30s.
    public var refreshInterval: PrometheusDuration?

    public init(names: [String], type: RecordType? = nil, port: Int? = nil) {
        self.names = names
        self.type = type
        self.port = port
    }

    public enum RecordType: String, Hashable, Sendable, CaseIterable {
        case srv = "SRV"
        case a = "A"
        case aaaa = "AAAA"
        case mx = "MX"
        case ns = "NS"
    }

    public static let schema = SectionSchema<Self>("dns_sd_config", { DNSSDConfig(names: []) }) {
        $0.required("names", \.names, .list(.text))
        $0.key("type", \.type, .recordType)
        $0.key("port", \.port, .int)
        $0.key("refresh_interval", \.refreshInterval, .duration)
        $0.constraint(
            .rule("missing-key") { node in
                let type = node["type"]?.string?.uppercased() ?? "SRV"
                guard ["A", "AAAA", "MX", "NS"].contains(type), !node.isSet("port") else { return [] }
                return [CheckFinding(node, "records of type \(type) say no port; give 'port'")]
            })
    }
}

extension SettingForm where Value == DNSSDConfig.RecordType {
    /// Letters of either case.
    fileprivate static var recordType: Self {
        let known = Value.allCases.map(\.rawValue)
        var form = Self.choice
        form.kind = .form(
            TextForm("invalid-choice") { text in
                known.contains(text.uppercased()) ? nil : Spelling.unknown("value", text, known: known)
            })
        form.read = { $0.string.flatMap { Value(rawValue: $0.uppercased()) } }
        return form
    }
}
