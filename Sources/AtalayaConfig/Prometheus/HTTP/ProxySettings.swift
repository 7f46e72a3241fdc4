/// The way through a proxy.
public enum HTTPProxy: Hashable, Sendable {
    /// Upstream `proxy_url`; `except` is upstream `no_proxy` (since 2.43): addresses, networks and domains, separated by
    /// commas, that are reached without it.
    case url(String, except: String? = nil)
    /// What `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` say in Prometheus' environment. Since 2.43.
    case fromEnvironment
}

/// The keys about a proxy, which stand among others.
public struct ProxySettings: ConfigSection {
    public var source = SectionSource()
    /// Headers for the proxy itself (upstream `proxy_connect_header`), of use only with a ``proxy``.
    public var proxyConnectHeader: [NamedValues] = []
    var proxyURL: String?
    var noProxy: String?
    var proxyFromEnvironment: Bool?

    public init(proxy: HTTPProxy? = nil) { self.proxy = proxy }

    /// Nil for none. `no_proxy` without a proxy is refused, so they have one property.
    public var proxy: HTTPProxy? {
        get {
            if proxyFromEnvironment == true { return .fromEnvironment }
            return proxyURL.map { .url($0, except: noProxy) }
        }
        set {
            (proxyURL, noProxy, proxyFromEnvironment) = (nil, nil, nil)
            switch newValue {
            case .url(let url, let except): (proxyURL, noProxy) = (url, except)
            case .fromEnvironment: proxyFromEnvironment = true
            case nil: break
            }
        }
    }

    public static let schema = SectionSchema<Self>("proxy settings", { ProxySettings() }) {
        $0.setting("proxy_url", \.proxyURL, .text)
        $0.setting("no_proxy", \.noProxy, .text, since: (2, 43))
        $0.setting("proxy_from_environment", \.proxyFromEnvironment, .bool, since: (2, 43))
        $0.list("proxy_connect_header", \.proxyConnectHeader, .namedValues)
        $0.property("proxy", \.proxy) { proxy, _ in
            switch proxy {
            case .url(let url, nil): ".url(\(SwiftLiteral.text(url)))"
            case .url(let url, let except?): ".url(\(SwiftLiteral.text(url)), except: \(SwiftLiteral.text(except)))"
            case .fromEnvironment: ".fromEnvironment"
            }
        }
        $0.constraint(.atMostOne(["proxy_url", "proxy_from_environment"]))
        $0.constraint(.atMostOne(["no_proxy", "proxy_from_environment"]))
        $0.constraint(.requires("no_proxy", anyOf: ["proxy_url", "proxy_from_environment"]))
        $0.constraint(.requires("proxy_connect_header", anyOf: ["proxy_url", "proxy_from_environment"]))
    }
}

/// A name with several values: a parameter of a URL, a header.
public struct NamedValues: Hashable, Sendable {
    public var name: String
    public var values: [String]

    public init(_ name: String, _ values: [String]) {
        self.name = name
        self.values = values
    }
}

extension SettingForm where Value == [NamedValues] {
    /// A mapping of free names to lists of texts.
    static var namedValues: Self {
        SettingForm(
            kind: .map(.list(.text)),
            read: { node in
                guard let entries = node.entries else { return nil }
                let form = SettingForm<[String]>.list(.text)
                let named = entries.compactMap { entry in
                    form.read(entry.value).map { NamedValues(entry.key.name, $0) }
                }
                return named.count == entries.count ? named : nil
            },
            write: { named, _ in .mapping(named.map { Document.Entry($0.name, .flowStrings($0.values)) }) },
            swift: { named, printer in
                var items: [String] = []
                for one in named {
                    let values = printer.list("String", one.values.map(SwiftLiteral.text))
                    items.append("NamedValues(\(SwiftLiteral.text(one.name)), \(values))")
                }
                return printer.list("NamedValues", items)
            })
    }
}
