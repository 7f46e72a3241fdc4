/// Where the files of the control group of this process are, from `/proc/self/cgroup` (which group) and
/// `/proc/self/mountinfo` (where the hierarchies are mounted).
///
/// Version 1 has a hierarchy for each controller or some together, version 2 one for all, and a machine may have both:
/// then a controller is where version 1 lists it. In a container the group is often the root of what is mounted, or
/// lies outside of it; then it is the mount point.
struct ControlGroupPlaces: Equatable {
    enum Version: Equatable {
        case first, second
    }

    struct Place: Equatable {
        let version: Version
        /// The group's directory, then those above it up to the mount point: a limit there holds here too.
        let directories: [String]
    }

    private struct Mount: Equatable {
        let root: String
        let point: String
        /// Nil for version 2.
        let controllers: [String]?
    }

    private var firstVersionPaths: [String: String] = [:]
    private var secondVersionPath: String?
    private let mounts: [Mount]

    /// Deeper nesting than this is no group that somebody made on purpose.
    private static let depthMax = 32

    init(memberships: String, mounts: String) {
        self.mounts = mounts.split(separator: "\n").compactMap(Self.mount)
        for line in memberships.split(separator: "\n") {
            // 4:memory:/path and 0::/path; the path may hold colons.
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            if parts[1].isEmpty {
                self.secondVersionPath = String(parts[2])
            } else {
                for controller in parts[1].split(separator: ",") {
                    self.firstVersionPaths[String(controller)] = String(parts[2])
                }
            }
        }
    }

    /// Where a controller's files are; nil when no hierarchy that has it is mounted.
    func place(of controller: String) -> Place? {
        if let path = self.firstVersionPaths[controller] {
            let mount = self.mounts.first { $0.controllers?.contains(controller) == true }
            if let mount { return Place(version: .first, directories: Self.directories(of: path, in: mount)) }
        }
        return self.secondVersion
    }

    /// The group in the hierarchy of version 2, which has pressure and statistics of its own.
    var secondVersion: Place? {
        guard let path = self.secondVersionPath, let mount = self.mounts.first(where: { $0.controllers == nil }) else {
            return nil
        }
        return Place(version: .second, directories: Self.directories(of: path, in: mount))
    }

    /// `36 25 0:32 /root /point rw,relatime shared:9 - cgroup cgroup rw,memory`, with any number of words before the dash.
    private static func mount(_ line: Substring) -> Mount? {
        let words = line.split(separator: " ")
        guard words.count >= 5, let dash = words.dropFirst(5).firstIndex(of: "-"), dash + 3 < words.count else {
            return nil
        }
        let root = Self.unescaped(words[3])
        let point = Self.unescaped(words[4])
        switch words[dash + 1] {
        case "cgroup2": return Mount(root: root, point: point, controllers: nil)
        case "cgroup":
            return Mount(root: root, point: point, controllers: words[dash + 3].split(separator: ",").map(String.init))
        default: return nil
        }
    }

    /// Spaces and backslashes in paths are written as `\040` and `\134`.
    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), rest.count >= 3,
                let code = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8)
            {
                bytes.append(code)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func directories(of path: String, in mount: Mount) -> [String] {
        let point = mount.point == "/" ? "" : mount.point
        var names: [Substring] = []
        if let relative = Self.relative(path, to: mount.root) {
            let parts = relative.split(separator: "/")
            // A group outside of the namespace is written as /../other.
            if !parts.contains(".."), parts.count <= Self.depthMax { names = parts }
        }
        return (0...names.count).reversed().map { ([point] + names.prefix($0).map(String.init)).joined(separator: "/") }
    }

    private static func relative(_ path: String, to root: String) -> Substring? {
        if root == "/" { return path[...] }
        if path == root { return "" }
        return path.hasPrefix(root + "/") ? path.dropFirst(root.count) : nil
    }
}
