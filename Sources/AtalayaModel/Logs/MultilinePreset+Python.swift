extension MultilinePreset {
    /// A traceback: the head, indented lines, the exception; after an empty line, perhaps the exception that came of it.
    public static let python = MultilinePreset(
        name: "python", help: "Python's tracebacks, chained exceptions included",
        rules: [
            Rule(from: 0, #"^\s*Traceback \(most recent call last\):$"#, to: 1),
            Rule(from: 1, #"^\s"#, to: 1),
            // The exception itself. What follows indented belongs to it, as in a SyntaxError.
            Rule(from: 1, #"^\S"#, to: 2),
            Rule(from: 2, #"^[ \t]+\S"#, to: 2),
            Rule(from: 2, "^$", to: 3),
            Rule(
                from: 3,
                "^(?:During handling of the above exception|The above exception was the direct cause)", to: 4),
            Rule(from: 4, "^$", to: 4),
            Rule(from: 4, #"^\s*Traceback \(most recent call last\):$"#, to: 1),
        ])
}
