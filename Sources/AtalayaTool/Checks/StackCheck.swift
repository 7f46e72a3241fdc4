import AtalayaConfig

/// `atalaya.yml`: everything that `atalaya generate` would complain about, for all of its profiles.
enum StackCheck: ConfigCheck {
    static let kind = "stack"
    static let summary = "atalaya.yml, with all of its profiles"

    static func recognises(_ path: String, _ contents: [UInt8]) -> Bool {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return ["atalaya.yml", "atalaya.yaml", "atalaya.json"].contains(name)
    }

    static func check(_ contents: [UInt8], file: String) -> [Diagnostic] {
        guard let text = String(validating: contents, as: UTF8.self) else {
            return [Diagnostic(file: file, rule: "not-utf8", message: "the file is not UTF-8 text")]
        }
        return StackFile.decode(text, file: file, profile: nil, targets: []).diagnostics
    }
}
