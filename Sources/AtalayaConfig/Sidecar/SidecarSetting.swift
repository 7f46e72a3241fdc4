/// One setting of the sidecar: how it is called in the file, as a flag and in the environment, what it means, how it
/// is read.
///
/// `SidecarSettings.all` is the one list from which the command line, its help, the reader and writer of JSON and the
/// documentation are made.
public struct SidecarSetting: Sendable {
    /// The key in JSON, in snake case; `nil` if the file says it in a richer way (`tails`, `probes`).
    public let key: String?
    /// `--listen`.
    public let flag: String
    /// `ATALAYA_LISTEN`.
    public let environmentName: String
    /// What stands after the flag in the help: `HOST:PORT`.
    public let valueName: String
    public let help: String
    /// A flag that may be given several times; in the environment its values are separated by commas.
    public let isRepeatable: Bool
    /// Whether JSON has a number rather than text.
    let isNumber: Bool
    /// The present value as text; nothing if it is unset.
    let read: @Sendable (SidecarConfiguration) -> String?
    /// Forgets what an earlier source said, before the first value of a later one.
    let begin: @Sendable (inout SidecarConfiguration) -> Void
    let write: @Sendable (inout SidecarConfiguration, String) throws(ConfigError) -> Void

    /// The value that holds when nothing is said.
    public var defaultText: String? { read(SidecarConfiguration()) }

    /// To be called before the first value of a source of settings that wins over the ones before.
    public func beginSource(_ configuration: inout SidecarConfiguration) { begin(&configuration) }

    /// Changes the configuration by a value from a flag.
    ///
    /// - Throws: `ConfigError` whose message names the value and what is allowed.
    public func apply(_ value: String, to configuration: inout SidecarConfiguration) throws(ConfigError) {
        try write(&configuration, value)
    }

    /// Changes the configuration by the value of the variable in the environment.
    public func applyEnvironment(_ value: String, to configuration: inout SidecarConfiguration) throws(ConfigError) {
        guard isRepeatable else { return try write(&configuration, value) }
        for part in value.split(separator: ",") { try write(&configuration, String(part)) }
    }
}

extension SidecarSetting {
    /// A text or an address: whatever turns into text and back.
    static func text(
        _ name: String,
        _ valueName: String,
        _ help: String,
        read: @escaping @Sendable (SidecarConfiguration) -> String?,
        write: @escaping @Sendable (inout SidecarConfiguration, String) throws(ConfigError) -> Void
    ) -> SidecarSetting {
        SidecarSetting(name: name, valueName: valueName, help: help, read: read, write: write)
    }

    /// A setting of a part of the configuration that is there as soon as one of its settings is: of the TLS or the proof
    /// towards the aggregator.
    static func part<Part: Sendable>(
        _ place: any WritableKeyPath<SidecarConfiguration, Part?> & Sendable,
        or empty: Part,
        _ name: String,
        _ valueName: String,
        _ help: String,
        read: @escaping @Sendable (Part) -> String?,
        write: @escaping @Sendable (inout Part, String) -> Void
    ) -> SidecarSetting {
        text(name, valueName, help, read: { $0[keyPath: place].flatMap(read) }) {
            (configuration, text) throws(ConfigError) in
            guard !text.isEmpty else { throw ConfigError(.invalidChoice, "it is empty") }
            var part = configuration[keyPath: place] ?? empty
            write(&part, text)
            configuration[keyPath: place] = part
        }
    }

    /// A list of single values: flags replace what the environment says, and that what the file says.
    static func repeated(
        _ name: String,
        _ valueName: String,
        _ help: String,
        read: @escaping @Sendable (SidecarConfiguration) -> String?,
        begin: @escaping @Sendable (inout SidecarConfiguration) -> Void,
        write: @escaping @Sendable (inout SidecarConfiguration, String) throws(ConfigError) -> Void
    ) -> SidecarSetting {
        SidecarSetting(
            name: name, valueName: valueName, help: help, isRepeatable: true, read: read, begin: begin, write: write)
    }

    /// A whole number within a range.
    static func number(
        _ name: String,
        _ valueName: String,
        _ help: String,
        _ path: any WritableKeyPath<SidecarConfiguration, Int> & Sendable,
        in range: ClosedRange<Int>
    ) -> SidecarSetting {
        SidecarSetting(
            name: name, valueName: valueName, help: help, isNumber: true, read: { String($0[keyPath: path]) },
            write: { configuration, text throws(ConfigError) in
                guard let value = Int(text), range.contains(value) else {
                    throw ConfigError(
                        .invalidNumber,
                        "'\(text)' is not a whole number from \(range.lowerBound) to \(range.upperBound)")
                }
                configuration[keyPath: path] = value
            })
    }

    /// A duration within a range.
    static func duration(
        _ name: String,
        _ help: String,
        _ path: any WritableKeyPath<SidecarConfiguration, PrometheusDuration> & Sendable,
        in range: ClosedRange<PrometheusDuration>
    ) -> SidecarSetting {
        SidecarSetting(
            name: name, valueName: "DURATION", help: help, read: { $0[keyPath: path].description },
            write: { configuration, text throws(ConfigError) in
                let value = try PrometheusDuration(text)
                guard range.contains(value) else {
                    throw ConfigError(
                        .invalidDuration, "\(text) is not from \(range.lowerBound) to \(range.upperBound)")
                }
                configuration[keyPath: path] = value
            })
    }

    /// A flag which adds to a list; the file has the list itself.
    static func appending(
        _ name: String,
        _ valueName: String,
        _ help: String,
        write: @escaping @Sendable (inout SidecarConfiguration, String) throws(ConfigError) -> Void
    ) -> SidecarSetting {
        SidecarSetting(
            name: name, valueName: valueName, help: help, isInFile: false, isRepeatable: true, read: { _ in nil },
            write: write)
    }

    /// A property of the tails that flags and the environment add; the file says it of each tail.
    static func ofTails(
        _ name: String,
        _ valueName: String,
        _ help: String,
        write: @escaping @Sendable (inout SidecarConfiguration, String) throws(ConfigError) -> Void
    ) -> SidecarSetting {
        SidecarSetting(name: name, valueName: valueName, help: help, isInFile: false, read: { _ in nil }, write: write)
    }

    private init(
        name: String,
        valueName: String,
        help: String,
        isInFile: Bool = true,
        isRepeatable: Bool = false,
        isNumber: Bool = false,
        read: @escaping @Sendable (SidecarConfiguration) -> String?,
        begin: @escaping @Sendable (inout SidecarConfiguration) -> Void = { _ in },
        write: @escaping @Sendable (inout SidecarConfiguration, String) throws(ConfigError) -> Void
    ) {
        key = isInFile ? name : nil
        flag = "--" + name.map { $0 == "_" ? "-" : String($0) }.joined()
        environmentName = "ATALAYA_" + name.uppercased()
        self.valueName = valueName
        self.help = help
        self.isRepeatable = isRepeatable
        self.isNumber = isNumber
        self.read = read
        self.begin = begin
        self.write = write
    }
}
