/// Upstream `sigv4`: requests are signed as Amazon's services ask for. Without a key, that of the environment.
public struct SigV4: ConfigSection {
    public var source = SectionSource()
    /// Default that of the environment.
    public var region: String?
    public var profile: String?
    /// A role to take on.
    public var roleARN: String?
    /// Since 3.5.
    public var useFIPSSTSEndpoint: Bool?
    /// Since 3.8.
    public var externalID: String?
    // One without the other is refused, so both have one property.
    var accessKey: String?
    var secretKey: String?

    public init(region: String? = nil, keys: Keys? = nil) {
        self.region = region
        self.keys = keys
    }

    /// Upstream `access_key` and `secret_key`, in clear.
    public struct Keys: Hashable, Sendable {
        public var accessKey: String
        public var secretKey: String

        public init(accessKey: String, secretKey: String) {
            self.accessKey = accessKey
            self.secretKey = secretKey
        }
    }

    /// Nil: those of the environment.
    public var keys: Keys? {
        get {
            guard let accessKey, let secretKey else { return nil }
            return Keys(accessKey: accessKey, secretKey: secretKey)
        }
        set {
            accessKey = newValue?.accessKey
            secretKey = newValue?.secretKey
        }
    }

    public static let schema = SectionSchema<Self>("sigv4", { SigV4() }) {
        $0.key("region", \.region, .text)
        $0.setting("access_key", \.accessKey, .text)
        $0.setting("secret_key", \.secretKey, .text)
        $0.property("keys", \.keys) { keys, _ in
            let (access, secret) = (SwiftLiteral.text(keys.accessKey), SwiftLiteral.text(keys.secretKey))
            return "SigV4.Keys(accessKey: \(access), secretKey: \(secret))"
        }
        $0.key("profile", \.profile, .text)
        $0.key("role_arn", \.roleARN, .text, name: "roleARN")
        $0.key(
            "use_fips_sts_endpoint", \.useFIPSSTSEndpoint, .bool, name: "useFIPSSTSEndpoint", since: (3, 5))
        $0.key("external_id", \.externalID, .text, since: (3, 8))
        $0.constraint(.requires("access_key", anyOf: ["secret_key"]))
        $0.constraint(.requires("secret_key", anyOf: ["access_key"]))
    }
}

/// Upstream `azuread`: a token of Microsoft's directory, in one of its ways.
public struct AzureAD: ConfigSection {
    public var source = SectionSource()
    /// Nil only where a file lacks it.
    public internal(set) var way: Way?
    /// Default AzurePublic.
    public var cloud: Cloud?
    /// Since 3.9.
    public var scope: String?

    public init(_ way: Way, cloud: Cloud? = nil) {
        self.way = way
        self.cloud = cloud
    }

    private init() {}

    public enum Way: Hashable, Sendable {
        case managedIdentity(AzureIdentity)
        case oauth(AzureIdentity)
        /// Since 2.52.
        case sdk(AzureIdentity)
        /// Since 3.7.
        case workloadIdentity(AzureIdentity)
        /// Since 3.12.
        case certificate(AzureIdentity)
    }

    public enum Cloud: String, Hashable, Sendable, CaseIterable {
        case azurePublic = "AzurePublic"
        case azureGovernment = "AzureGovernment"
        case azureChina = "AzureChina"
    }

    public static let schema = SectionSchema<Self>("azuread", { AzureAD() }) {
        $0.key("cloud", \.cloud, .choice)
        $0.key("scope", \.scope, .text, since: (3, 9))
        $0.alternative("managed_identity", \.way, .identity("managed_identity", []), Way.managedIdentity) {
            if case .managedIdentity(let value) = $0 { value } else { nil }
        }
        $0.alternative("oauth", \.way, .identity("oauth", ["client_id", "client_secret", "tenant_id"]), Way.oauth) {
            if case .oauth(let value) = $0 { value } else { nil }
        }
        $0.alternative("sdk", \.way, .azureSDK, since: (2, 52), Way.sdk) {
            if case .sdk(let value) = $0 { value } else { nil }
        }
        $0.alternative(
            "workload_identity", \.way, .identity("workload_identity", ["client_id", "tenant_id"]), since: (3, 7),
            Way.workloadIdentity
        ) {
            if case .workloadIdentity(let value) = $0 { value } else { nil }
        }
        $0.alternative(
            "certificate", \.way, .identity("certificate", ["client_id", "tenant_id", "certificate_path"]),
            since: (3, 12), Way.certificate
        ) {
            if case .certificate(let value) = $0 { value } else { nil }
        }
        $0.constraint(.atLeastOne(ways))
        $0.constraint(.atMostOne(ways))
    }

    private static let ways = ["managed_identity", "oauth", "sdk", "workload_identity", "certificate"]
}

extension AzureAD: SwiftPrintable {
    func swift(_ printer: inout SwiftValuePrinter) -> String {
        guard let way else {
            printer.isComplete = false
            return "nil"
        }
        let (name, identity): (String, AzureIdentity) =
            switch way {
            case .managedIdentity(let value): ("managedIdentity", value)
            case .oauth(let value): ("oauth", value)
            case .sdk(let value): ("sdk", value)
            case .workloadIdentity(let value): ("workloadIdentity", value)
            case .certificate(let value): ("certificate", value)
            }
        let head = "AzureAD(.\(name)(\(printer.section(identity))), cloud: \(cloud.map { ".\($0)" } ?? "nil"))"
        guard let scope else { return head }
        return printer.function(
            "AzureAD", "section", ["section.scope = \(SwiftLiteral.text(scope))"], "section", initial: head)
    }
}

/// Who asks Microsoft's directory for a token; which of these a way needs is checked.
public struct AzureIdentity: ConfigSection {
    public var source = SectionSource()
    /// As `01234567-89ab-cdef-0123-456789abcdef`.
    public var clientID: String?
    public var tenantID: String?
    public var clientSecret: String?
    public var certificatePath: String?
    public var certificatePassword: String?
    public var tokenFilePath: String?

    public init(clientID: String? = nil, tenantID: String? = nil, clientSecret: String? = nil) {
        self.clientID = clientID
        self.tenantID = tenantID
        self.clientSecret = clientSecret
    }

    public static let schema = SectionSchema<Self>("an identity", { AzureIdentity() }) {
        $0.key("client_id", \.clientID, .text(uuid))
        $0.key("tenant_id", \.tenantID, .text)
        $0.key("client_secret", \.clientSecret, .text)
        $0.key("certificate_path", \.certificatePath, .text)
        $0.key("certificate_password", \.certificatePassword, .text)
        $0.key("token_file_path", \.tokenFilePath, .text)
    }

    private static let uuid = TextForm("invalid-uuid") { text in
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let isRight = parts.map(\.count) == [8, 4, 4, 4, 12] && parts.joined().allSatisfy(\.isHexDigit)
        return isRight ? nil : "'\(text)' is not an identifier such as 01234567-89ab-cdef-0123-456789abcdef"
    }
}

extension SettingForm where Value == AzureIdentity {
    /// An identity of which a way needs some keys.
    fileprivate static func identity(_ name: String, _ required: Set<String>) -> Self {
        let keys = AzureIdentity.schema.table.keys.map { key in
            var key = key
            key.isRequired = required.contains(key.name)
            return key
        }
        var form = Self.section
        form.kind = .table { KeyTable(name, keys) }
        return form
    }

    /// The way that takes its settings from the environment.
    fileprivate static var azureSDK: Self {
        var form = Self.section
        form.kind = .table { KeyTable("sdk", [.key("tenant_id", .text)]) }
        return form
    }
}

/// Upstream `google_iam`: a token of Google's.
public struct GoogleIAM: ConfigSection {
    public var source = SectionSource()
    /// Default that of the environment.
    public var credentialsFile: String?

    public init(credentialsFile: String? = nil) { self.credentialsFile = credentialsFile }

    public static let schema = SectionSchema<Self>("google_iam", { GoogleIAM() }) {
        $0.key("credentials_file", \.credentialsFile, .text)
    }
}
