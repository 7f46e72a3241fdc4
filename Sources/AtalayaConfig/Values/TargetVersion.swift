/// The version of a program for which files are rendered: `3.13`, `13`. Patch levels make no difference to a
/// configuration.
public struct TargetVersion: Hashable, Comparable, Sendable {
    public var major: Int
    public var minor: Int

    public init(_ major: Int, _ minor: Int = 0) {
        self.major = major
        self.minor = minor
    }

    /// Reads `3`, `3.13` or `v3.13.2`; what comes after the second number is dropped.
    ///
    /// - Throws: `ConfigError.Code.invalidVersion`.
    public init(_ text: String) throws(ConfigError) {
        let numbers = text.drop { $0 == "v" }.split(separator: ".", omittingEmptySubsequences: false).map { UInt16($0) }
        guard (1...3).contains(numbers.count), !numbers.contains(nil), let major = numbers[0] else {
            throw ConfigError(.invalidVersion, "'\(text)' is not a version; write for example \"3.13\", in quotes")
        }
        self.init(Int(major), numbers.count > 1 ? Int(numbers[1] ?? 0) : 0)
    }

    public static func < (left: TargetVersion, right: TargetVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}

extension TargetVersion: CustomStringConvertible {
    public var description: String { "\(major).\(minor)" }
}
