/// A plugin of Fluentd with its parameters, typed.
///
/// To add one: a file in `Plugins/` with a type that conforms to ``FluentdInput``, ``FluentdFilter`` or
/// ``FluentdOutput``.
public protocol FluentdPlugin: Sendable {
    /// The word behind `@type`.
    var type: String { get }
    /// The gem it comes in; nil for what Fluentd brings along.
    var gem: FluentdGem? { get }
    var parameters: [FluentdParameter] { get }
    /// Sections inside: buffer, format, parse, store …
    var sections: [FluentdSection] { get }
    /// Plugins inside, such as the stores of a copy; their gems are needed too.
    var inner: [any FluentdPlugin] { get }
    /// What is wrong with the parameters among themselves.
    var findings: [Finding] { get }
}

extension FluentdPlugin {
    public var gem: FluentdGem? { nil }
    public var sections: [FluentdSection] { [] }
    public var inner: [any FluentdPlugin] { [] }
    public var findings: [Finding] { [] }
}

/// Where events come from.
public protocol FluentdInput: FluentdPlugin {}
/// What is done to events on their way.
public protocol FluentdFilter: FluentdPlugin {}
/// Where events go.
public protocol FluentdOutput: FluentdPlugin {}

/// A Ruby gem, pinned.
public struct FluentdGem: Hashable, Sendable, Comparable {
    public let name: String
    public let version: String

    public init(_ name: String, version: String) {
        self.name = name
        self.version = version
    }

    public static func < (left: FluentdGem, right: FluentdGem) -> Bool { left.name < right.name }
}
