/// Holds tokens against the grammar of `text/template`, and keeps the variables that are known at each place.
struct GoTemplateParser {
    private let tokens: [GoTemplateToken]
    private let dialect: GoTemplateDialect
    private var index = 0
    private var variables: [String]
    private(set) var fields: [GoTemplate.Field] = []
    private(set) var calls: [String] = []
    private(set) var definitions: [String] = []
    private var depth = 0
    private var loops = 0
    /// Whether the dot is still the value that the template was given.
    private var isAtRoot = true

    init(tokens: [GoTemplateToken], dialect: GoTemplateDialect) {
        self.tokens = tokens
        self.dialect = dialect
        variables = [""] + dialect.variables
    }

    mutating func parse() throws(GoTemplateError) {
        if let end = try blocks() { throw error("'{{\(end.word)}}' closes nothing", end.offset) }
    }

    private func error(_ message: String, _ offset: Int) -> GoTemplateError {
        GoTemplateError(message: message, offset: offset)
    }

    private var token: GoTemplateToken { tokens[min(index, tokens.count - 1)] }
    private mutating func advance() { index += 1 }

    private mutating func skipSpace() {
        while token.kind == .space { advance() }
    }

    private mutating func close(_ word: String) throws(GoTemplateError) {
        skipSpace()
        guard token.kind == .close else {
            throw error("'\(word)' has something behind it that does not belong", token.offset)
        }
        advance()
    }

    // MARK: Blocks

    private struct Ending {
        var word: String
        var offset: Int
    }

    /// Reads actions up to `end` or `else`, which is told; nil at the end of the text.
    private mutating func blocks() throws(GoTemplateError) -> Ending? {
        while token.kind == .open {
            let start = token.offset
            advance()
            skipSpace()
            guard case .identifier(let word) = token.kind, Self.keywords.contains(word) else {
                try action(start)
                continue
            }
            advance()
            switch word {
            case "end":
                try close("end")
                return Ending(word: "end", offset: start)
            case "else": return Ending(word: "else", offset: start)
            case "break", "continue":
                guard loops > 0 else { throw error("'\(word)' stands in no 'range'", start) }
                try close(word)
            case "define", "block": try definition(word, start)
            case "template":
                calls.append(try name(of: word))
                skipSpace()
                if token.kind != .close { try pipeline(of: "template") }
                try close("template")
            default: try control(word, start)
            }
        }
        return nil
    }

    private static let keywords: Set<String> = [
        "block", "break", "continue", "define", "else", "end", "if", "range", "template", "with",
    ]

    private mutating func action(_ start: Int) throws(GoTemplateError) {
        try pipeline(of: "command")
        try close("the action")
    }

    private mutating func name(of word: String) throws(GoTemplateError) -> String {
        skipSpace()
        guard case .text(let name) = token.kind else {
            throw error("'\(word)' needs the name of a template in quotes", token.offset)
        }
        advance()
        return name
    }

    private mutating func definition(_ word: String, _ start: Int) throws(GoTemplateError) {
        if word == "define", depth > 0 { throw error("'define' stands inside of another block", start) }
        definitions.append(try name(of: word))
        if word == "block" { try pipeline(of: word) }
        try close(word)
        let outer = variables
        let wasAtRoot = isAtRoot
        // A definition knows none of the variables around it, and its dot is what it is called with.
        variables = [""]
        isAtRoot = false
        try body(word, start, allowsElse: false)
        variables = outer
        isAtRoot = wasAtRoot
    }

    private mutating func control(_ word: String, _ start: Int) throws(GoTemplateError) {
        let outer = variables
        let wasAtRoot = isAtRoot
        try pipeline(of: word)
        try close(word)
        if word != "if" { isAtRoot = false }
        if word == "range" { loops += 1 }
        try body(word, start, allowsElse: true, rootInElse: wasAtRoot)
        variables = outer
        isAtRoot = wasAtRoot
    }

    private mutating func body(
        _ word: String, _ start: Int, allowsElse: Bool, rootInElse: Bool = false
    ) throws(GoTemplateError) {
        depth += 1
        defer { depth -= 1 }
        guard depth <= GoTemplate.depthMax else {
            throw error("more than \(GoTemplate.depthMax) blocks inside each other", start)
        }
        var ending = try blocks()
        if word == "range" { loops -= 1 }
        if let found = ending, found.word == "else" {
            guard allowsElse else { throw error("'\(word)' has no 'else'", found.offset) }
            isAtRoot = rootInElse
            skipSpace()
            if case .identifier(let next) = token.kind,
                next == "if" && word != "range" || next == "with" && word == "with"
            {
                advance()
                // `{{else if}}` is a block of its own that the same `{{end}}` closes.
                return try control(next, found.offset)
            }
            try close("else")
            ending = try blocks()
            if ending?.word == "else" { throw error("a second 'else'", ending?.offset ?? start) }
        }
        guard ending != nil else { throw error("'\(word)' without its 'end'", start) }
    }

    // MARK: Pipelines

    private mutating func pipeline(of context: String) throws(GoTemplateError) {
        depth += 1
        defer { depth -= 1 }
        let start = token.offset
        guard depth <= GoTemplate.depthMax else {
            throw error("more than \(GoTemplate.depthMax) brackets inside each other", start)
        }
        skipSpace()
        try declarations(in: context)
        var commands = 0
        while true {
            skipSpace()
            switch token.kind {
            case .close, .closeBracket:
                guard commands > 0 else { throw error("a value is missing for '\(context)'", token.offset) }
                return
            default:
                try command(isFirst: commands == 0)
                commands += 1
                skipSpace()
                if token.kind == .pipe {
                    advance()
                    skipSpace()
                    if token.kind == .close || token.kind == .closeBracket {
                        throw error("a command is missing behind '|'", token.offset)
                    }
                }
            }
        }
    }

    /// `$a :=`, `$a =`, and for `range` `$i, $a :=`.
    private mutating func declarations(in context: String) throws(GoTemplateError) {
        let mark = index
        var names: [(name: String, offset: Int)] = []
        while case .variable(let name) = token.kind {
            names.append((name, token.offset))
            advance()
            skipSpace()
            if token.kind == .comma, context == "range", names.count < 2 {
                advance()
                skipSpace()
                continue
            }
            break
        }
        switch token.kind {
        case .declare where !names.isEmpty:
            advance()
            variables += names.map(\.name)
        case .assign where !names.isEmpty:
            if let unknown = names.first(where: { !variables.contains($0.name) }) {
                throw error("there is no variable '$\(unknown.name)'", unknown.offset)
            }
            advance()
        default: index = mark
        }
    }

    /// A function or value and its arguments.
    private mutating func command(isFirst: Bool) throws(GoTemplateError) {
        var operands = 0
        while true {
            skipSpace()
            let start = token.offset
            let isLiteral = try operand()
            guard let isLiteral else {
                guard operands > 0 else { throw error("\(describe(token)) where a value is expected", start) }
                return
            }
            if operands == 0, !isFirst, isLiteral {
                throw error("only a function or method takes the value of '|'", start)
            }
            operands += 1
            switch token.kind {
            case .space: continue
            case .close, .closeBracket, .pipe: return
            default: throw error("\(describe(token)) has no meaning here", token.offset)
            }
        }
    }

    /// Reads a value and the fields behind it; tells whether it is a literal, and nil where there is none.
    private mutating func operand() throws(GoTemplateError) -> Bool? {
        let start = token.offset
        var isLiteral = false
        var path: [String]?
        switch token.kind {
        case .identifier(let name):
            switch name {
            case "true", "false", "nil": isLiteral = true
            default:
                guard dialect.functions.contains(name) else {
                    let near = Spelling.nearest(to: name, in: dialect.functions.sorted())
                    throw error(
                        "there is no function '\(name)'" + (near.map { "; did you mean '\($0)'?" } ?? ""), start)
                }
            }
        case .variable(let name):
            guard variables.contains(name) else {
                let near = Spelling.nearest(to: name, in: variables.filter { !$0.isEmpty })
                throw error("there is no variable '$\(name)'" + (near.map { "; did you mean '$\($0)'?" } ?? ""), start)
            }
            if name.isEmpty { path = [] }
        case .dot: isLiteral = true
        case .field(let name): if isAtRoot { path = [name] }
        case .text, .number, .character: isLiteral = true
        case .openBracket:
            advance()
            let outer = variables
            try pipeline(of: "( )")
            variables = outer
            guard token.kind == .closeBracket else { throw error("'(' without ')'", start) }
        default: return nil
        }
        advance()
        while case .field(let name) = token.kind {
            if isLiteral { throw error("'.\(name)' stands behind a value that has no fields", token.offset) }
            path?.append(name)
            advance()
        }
        if let path, !path.isEmpty { fields.append(GoTemplate.Field(path: path, offset: start)) }
        return isLiteral
    }

    private func describe(_ token: GoTemplateToken) -> String {
        switch token.kind {
        case .identifier(let name): "'\(name)'"
        case .field(let name): "'.\(name)'"
        case .variable(let name): "'$\(name)'"
        case .text: "a text"
        case .number: "a number"
        case .character: "a character"
        case .dot: "'.'"
        case .pipe: "'|'"
        case .comma: "','"
        case .declare: "':='"
        case .assign: "'='"
        case .openBracket: "'('"
        case .closeBracket: "')'"
        case .space: "a space"
        case .open: "'{{'"
        case .close: "'}}'"
        case .end: "the end"
        }
    }
}
