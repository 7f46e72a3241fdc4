/// The files of `templates` in alertmanager.yml.
struct TemplatesCheck: DocumentCheck {
    let kind = "templates"
    let summary = "templates of notifications (.tmpl), as alertmanager.yml names them"

    var rules: [CheckRule] { Self.own.map(\.rule) }

    func recognises(_ node: DocumentNode) -> Bool { false }

    /// Nothing but comments and definitions stands at the top of such a file.
    func recognises(text: String) -> Bool {
        let start = text.drop(while: \.isWhitespace)
        guard start.hasPrefix("{{") else { return false }
        let word = start.dropFirst(2).drop { $0 == "-" || $0.isWhitespace }
        return word.hasPrefix("define") || word.hasPrefix("/*") && start.contains("define")
    }

    func check(_ node: DocumentNode, file: String, targets: Targets) -> [Diagnostic] {
        // Text without a template is read as YAML, and is a template all the same.
        []
    }

    func check(text: String, file: String, targets: Targets) -> [Diagnostic] {
        let reading = Reading(text)
        return Self.own.flatMap { $0.diagnostics(reading, file: file, targets: targets) }.inFileOrder()
    }

    private struct Reading {
        let text: String
        let template: Result<GoTemplate, GoTemplateError>

        init(_ text: String) {
            self.text = text
            do throws(GoTemplateError) {
                template = .success(try GoTemplate(text, dialect: .alertmanager))
            } catch {
                template = .failure(error)
            }
        }

        func finding(atByte offset: Int, _ message: String) -> CheckFinding {
            let before = text.utf8.prefix(offset)
            let line = before.count { $0 == UInt8(ascii: "\n") } + 1
            let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { text.utf8.index(after: $0) }
            let inLine = text.utf8[(lineStart ?? text.utf8.startIndex)..<before.endIndex]
            return CheckFinding(
                line: line, column: String(decoding: inLine, as: UTF8.self).unicodeScalars.count + 1, message: message)
        }
    }

    private static let own: [ReadingRule<Reading>] = [
        ReadingRule("template-syntax", "A template is one that Go can read, with the functions of Alertmanager.") {
            reading, _ in
            guard case .failure(let error) = reading.template else { return [] }
            return [reading.finding(atByte: error.offset, "the template has a mistake: \(error.message)")]
        },
        ReadingRule(
            "template-twice", "A name is defined once; of two definitions the last one is used.", severity: .warning
        ) { reading, _ in
            guard case .success(let template) = reading.template else { return [] }
            var seen = Set<String>()
            return template.definitions.filter { !seen.insert($0).inserted }.map {
                reading.finding(atByte: 0, "'\($0)' is defined twice")
            }
        },
    ]
}
