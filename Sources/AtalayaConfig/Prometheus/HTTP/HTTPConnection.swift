/// How a client of HTTP reaches a server, besides who it says it is. Stands among the keys of a scrape config, a
/// discovery, a remote write …
public struct HTTPConnection: ConfigSection {
    public var source = SectionSource()
    public var tlsConfig: TLSConfig?
    /// Default true.
    public var followRedirects: Bool?
    /// Default true; of a remote write false.
    public var enableHTTP2: Bool?
    /// Headers of every request (upstream `http_headers`). Since 2.55. Those that Prometheus writes itself are refused.
    public var httpHeaders: [HTTPHeader] = []
    public var proxySettings = ProxySettings()

    public init(tlsConfig: TLSConfig? = nil, proxy: HTTPProxy? = nil) {
        self.tlsConfig = tlsConfig
        proxySettings.proxy = proxy
    }

    /// The proxy; nil for none.
    public var proxy: HTTPProxy? {
        get { proxySettings.proxy }
        set { proxySettings.proxy = newValue }
    }

    public static let schema = SectionSchema<Self>("http_config", { HTTPConnection() }) {
        $0.key("tls_config", \.tlsConfig, .section)
        $0.key("follow_redirects", \.followRedirects, .bool)
        $0.key("enable_http2", \.enableHTTP2, .bool)
        $0.list("http_headers", \.httpHeaders, .httpHeaders, since: (2, 55))
        $0.inline("proxySettings", \.proxySettings)
    }
}

/// A header of every request.
public struct HTTPHeader: Hashable, Sendable {
    public var name: String
    public var values: HTTPHeaderValues

    public init(_ name: String, _ values: HTTPHeaderValues) {
        self.name = name
        self.values = values
    }
}

/// The values of a header; all of them are sent.
public struct HTTPHeaderValues: ConfigSection {
    public var source = SectionSource()
    public var values: [String]
    /// As `values`, but never shown.
    public var secrets: [String]
    /// Paths of files with a value each.
    public var files: [String]

    public init(values: [String] = [], secrets: [String] = [], files: [String] = []) {
        self.values = values
        self.secrets = secrets
        self.files = files
    }

    public static let schema = SectionSchema<Self>("a header", { HTTPHeaderValues() }) {
        $0.list("values", \.values, .list(.text))
        $0.list("secrets", \.secrets, .list(.text))
        $0.list("files", \.files, .list(.text))
    }
}

extension SettingForm where Value == [HTTPHeader] {
    fileprivate static var httpHeaders: Self {
        SettingForm(
            kind: .keyed(headerName, .table { HTTPHeaderValues.schema.table }), isNested: true,
            read: { node in
                guard let entries = node.entries else { return nil }
                let headers = entries.compactMap { entry in
                    HTTPHeaderValues.schema.read(entry.value).map { HTTPHeader(entry.key.name, $0) }
                }
                return headers.count == entries.count ? headers : nil
            },
            write: { headers, writing in
                .mapping(headers.map { Document.Entry($0.name, $0.values.write(writing)) })
            },
            swift: { headers, printer in
                var items: [String] = []
                for header in headers {
                    items.append("HTTPHeader(\(SwiftLiteral.text(header.name)), \(printer.section(header.values)))")
                }
                return printer.list("HTTPHeader", items)
            })
    }
}

extension SettingForm {
    /// A header that is not one of those that the program itself writes, or sets by the way of authentication.
    static var headerName: TextForm { ReservedHeaders.form }
}

enum ReservedHeaders {
    static let form = TextForm.refusing(
        "reserved-header",
        [
            "authorization", "host", "content-encoding", "content-length", "content-type", "user-agent", "connection",
            "keep-alive", "proxy-authenticate", "proxy-authorization", "www-authenticate", "accept-encoding",
            "x-prometheus-remote-write-version", "x-prometheus-remote-read-version",
            "x-prometheus-scrape-timeout-seconds", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256",
        ], "is a header that the program writes itself")
}
