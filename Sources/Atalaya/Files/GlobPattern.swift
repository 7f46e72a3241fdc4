/// A path with wildcards: `*` and `?` inside a component, `[abc]`, `[a-z]` and `[!a-z]` for one character.
///
/// As in a shell, a wildcard never matches a slash, and a leading dot only where the pattern writes it. A pattern
/// without wildcards is a path.
public struct GlobPattern: Hashable, Sendable, CustomStringConvertible {
    public let description: String
    private let components: [ArraySlice<UInt8>]

    public init(_ text: String) {
        self.description = text
        self.components = Array(text.utf8).split(separator: UInt8(ascii: "/"))
    }

    /// The directory before the first wildcard: where names appear that may match.
    public var fixedDirectory: String {
        let fixed = self.components.dropLast().prefix { !Self.hasWildcard($0) }
        return fixed.reduce(self.description.hasPrefix("/") ? "/" : "") {
            $0 + String(decoding: $1, as: UTF8.self) + "/"
        }
    }

    /// The paths that exist and match, sorted, at most `limit` of them.
    ///
    /// - Throws: the error of the first directory that had to be read and could not be; a directory behind a wildcard
    ///   that vanishes meanwhile is no error.
    public func matches(in files: any FileSystem, limit: Int) throws(ShellError) -> [String] {
        var found = [self.description.hasPrefix("/") ? "/" : ""]
        var isCertain = true
        for (position, component) in self.components.enumerated() {
            let isLast = position == self.components.count - 1
            var next: [String] = []
            for parent in found {
                if !Self.hasWildcard(component) {
                    let path = Self.join(parent, String(decoding: component, as: UTF8.self))
                    // The last component is checked here; a missing directory shows when it is listed.
                    if isLast {
                        do { _ = try files.status(of: path) } catch {
                            if error.code == .notFound { continue }
                            throw error
                        }
                    }
                    next.append(path)
                    continue
                }
                let names: [String]
                do { names = try files.names(in: parent.isEmpty ? "." : parent) } catch {
                    if isCertain { throw error }
                    continue
                }
                for name in names where Self.isMatch(name, component) {
                    next.append(Self.join(parent, name))
                    if next.count >= limit { break }
                }
                isCertain = false
            }
            found = Array(next.prefix(limit))
        }
        return found.sorted()
    }

    /// Whether a path matches, whether or not it exists.
    func matches(path: String) -> Bool {
        guard path.hasPrefix("/") == self.description.hasPrefix("/") else { return false }
        let names = path.split(separator: "/").map(String.init)
        guard names.count == self.components.count else { return false }
        return zip(names, self.components).allSatisfy { name, component in
            Self.hasWildcard(component) ? Self.isMatch(name, component) : Array(name.utf8) == Array(component)
        }
    }

    /// Whether a text that is no path matches; here wildcards match slashes and leading dots too.
    func matches(text: String) -> Bool {
        Self.matches(Array(text.utf8)[...], Array(self.description.utf8)[...])
    }

    /// Whether one name matches one component.
    private static func isMatch(_ name: String, _ pattern: ArraySlice<UInt8>) -> Bool {
        let name = Array(name.utf8)
        if name.first == UInt8(ascii: "."), pattern.first != UInt8(ascii: ".") { return false }
        return Self.matches(name[...], pattern)
    }

    /// Backtracks to the last star only, so the work is at most the product of the two lengths.
    private static func matches(_ name: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        var name = name
        var pattern = pattern
        var afterStar: (name: ArraySlice<UInt8>, pattern: ArraySlice<UInt8>)?
        while !name.isEmpty || !pattern.isEmpty {
            if pattern.first == UInt8(ascii: "*") {
                pattern = pattern.dropFirst()
                afterStar = (name, pattern)
                continue
            }
            if let byte = name.first, let (isMatch, rest) = Self.one(byte, pattern), isMatch {
                name = name.dropFirst()
                pattern = rest
                continue
            }
            guard let star = afterStar, !star.name.isEmpty else { return false }
            name = star.name.dropFirst()
            pattern = star.pattern
            afterStar = (name, pattern)
        }
        return true
    }

    /// Matches one byte with the first element of the pattern; nil when the pattern is used up.
    private static func one(_ byte: UInt8, _ pattern: ArraySlice<UInt8>) -> (Bool, ArraySlice<UInt8>)? {
        guard let first = pattern.first else { return nil }
        if first == UInt8(ascii: "?") { return (true, pattern.dropFirst()) }
        guard first == UInt8(ascii: "["), let close = pattern.dropFirst(2).firstIndex(of: UInt8(ascii: "]")) else {
            return (first == byte, pattern.dropFirst())
        }
        var set = pattern[(pattern.startIndex + 1)..<close]
        let isNegated = set.first == UInt8(ascii: "!") || set.first == UInt8(ascii: "^")
        if isNegated { set = set.dropFirst() }
        var isMember = false
        while let low = set.first {
            if set.count >= 3, set[set.startIndex + 1] == UInt8(ascii: "-") {
                let high = set[set.startIndex + 2]
                if low <= high, (low...high).contains(byte) { isMember = true }
                set = set.dropFirst(3)
            } else {
                if low == byte { isMember = true }
                set = set.dropFirst()
            }
        }
        return (isMember != isNegated, pattern[(close + 1)...])
    }

    private static func hasWildcard(_ component: ArraySlice<UInt8>) -> Bool {
        component.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "[") }
    }

    private static func join(_ parent: String, _ name: String) -> String {
        parent.isEmpty || parent.hasSuffix("/") ? parent + name : parent + "/" + name
    }
}
