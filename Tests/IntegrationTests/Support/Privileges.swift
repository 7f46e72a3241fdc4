import Foundation

/// Programs of a test that must not be root where the test is.
enum Privileges {
    /// The user that owns nothing.
    static let nobody = 65534

    /// Only root can become another user, and only where that user may run what was built.
    static let canBeDropped: Bool = {
        guard getuid() == 0, FileManager.default.isExecutableFile(atPath: setpriv) else { return false }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: setpriv)
        process.arguments = Array(asNobody.dropFirst()) + [Checkout.sidecar, "--version"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    /// What to write in front of a command to run it as nobody.
    static let asNobody = [setpriv, "--reuid=\(nobody)", "--regid=\(nobody)", "--clear-groups", "--"]

    /// What to write in front of a command so that permissions of files hold even for root.
    static var withoutReadingEverything: [String] {
        if getuid() != 0 { return [] }
        let capabilities = "-dac_override,-dac_read_search"
        return [setpriv, "--bounding-set=\(capabilities)", "--inh-caps=\(capabilities)", "--"]
    }

    private static let setpriv = "/usr/bin/setpriv"
}

extension TemporaryFolder {
    /// Changes the owner of the folder and everything in it.
    func giveEverything(to user: Int) throws {
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        for name in [path] + names.map(path(_:)) {
            try FileManager.default.setAttributes(
                [.ownerAccountID: user, .groupOwnerAccountID: user], ofItemAtPath: name)
        }
    }
}
