import AtalayaConfig

/// The part of `--help` that is made from the list of settings.
enum SettingsHelp {
    static var text: String {
        SidecarSettings.all.map { setting in
            var notes = [setting.environmentName]
            if let fallback = setting.defaultText { notes.append("default \(fallback)") }
            if setting.isRepeatable { notes.append("may be repeated; in the environment, separated by commas") }
            return """
                  \(setting.flag) <\(setting.valueName.lowercased())>
                      \(setting.help)
                      \(notes.joined(separator: "; "))
                """
        }.joined(separator: "\n")
    }
}
