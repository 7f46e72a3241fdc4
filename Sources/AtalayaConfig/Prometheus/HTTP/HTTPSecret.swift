/// A secret, or another value that a file may hold: in the configuration itself, in a file, or in Prometheus' secret
/// store.
public enum SecretSource: Hashable, Sendable {
    /// In clear in the configuration. Whoever reads the file knows it.
    case inline(String)
    /// A path as Prometheus sees it, relative to the configuration; read again with every use.
    case file(String)
    /// The name of a secret (upstream `…_ref`).
    case reference(String)
}

extension SecretSource: CustomStringConvertible {
    /// Without the secret.
    public var description: String {
        switch self {
        case .inline: "<secret>"
        case .file(let path): "file \(path)"
        case .reference(let name): "secret \(name)"
        }
    }
}

extension SettingList {
    /// The keys `name`, `name_file` and `name_ref`, of which one can be set.
    mutating func secret(
        _ key: String, _ path: any WritableKeyPath<Section, SecretSource?> & Sendable, since: (Int, Int)? = nil,
        fileSince: (Int, Int)? = nil, hasReference: Bool = true, hasProperty: Bool = true
    ) {
        var keys = [key, key + "_file"]
        alternative(key, path, .text, since: since, SecretSource.inline) { source in
            if case .inline(let text) = source { text } else { nil }
        }
        alternative(key + "_file", path, .text, since: fileSince ?? since, SecretSource.file) { source in
            if case .file(let path) = source { path } else { nil }
        }
        if hasReference {
            keys.append(key + "_ref")
            alternative(key + "_ref", path, .text, since: since, SecretSource.reference) { source in
                if case .reference(let name) = source { name } else { nil }
            }
        }
        constraint(.atMostOne(keys))
        if hasProperty { property(SwiftLiteral.property(key), path) { source, _ in source.swift } }
    }
}

extension SecretSource {
    var swift: String {
        switch self {
        case .inline(let text): ".inline(\(SwiftLiteral.text(text)))"
        case .file(let path): ".file(\(SwiftLiteral.text(path)))"
        case .reference(let name): ".reference(\(SwiftLiteral.text(name)))"
        }
    }
}
