extension SwiftValuePrinter {
    /// A section by its properties: those that are set, by their names.
    @_semantics("optimize.sil.specialize.generic.never")
    mutating func section<Section: ConfigSection>(_ section: Section) -> String {
        if let written = section as? any SwiftPrintable { return written.swift(&self) }
        let type = SwiftLiteral.type(Section.self)
        var arguments: [String] = []
        var steps: [String] = []
        for property in Section.schema.properties {
            guard let value = property.expression(section, &self) else { continue }
            if property.isArgument {
                arguments.append("\(property.name): \(value)")
            } else {
                steps.append("section.\(property.name) = \(value)")
            }
        }
        let head = "\(type)(\(arguments.joined(separator: ", ")))"
        return steps.isEmpty ? head : function(type, "section", steps, "section", initial: head)
    }

    /// A list of expressions, item by item where there are many.
    mutating func list(_ element: String, _ items: [String]) -> String {
        let isShort = items.count <= Self.valuesMax && items.reduce(0) { $0 + $1.utf8.count } <= Self.bytesMax
        return isShort
            ? "[\(items.joined(separator: ", "))]"
            : function("[\(element)]", "items: [\(element)]", items.map { "items.append(\($0))" }, "items")
    }

    /// The most bytes of a list on one line.
    private static let bytesMax = 200
}

/// A section that Swift source makes in a way of its own.
protocol SwiftPrintable {
    /// What cannot be made is noted in the printer.
    func swift(_ printer: inout SwiftValuePrinter) -> String
}

extension SwiftLiteral {
    /// The name of a property for a key: `proxy_url` is `proxyURL`.
    static func property(_ key: String) -> String {
        let words = key.split(separator: "_")
        let rest = words.dropFirst().map { word in
            abbreviations.contains(String(word)) ? word.uppercased() : word.prefix(1).uppercased() + word.dropFirst()
        }
        return (words.first.map(String.init) ?? "") + rest.joined()
    }

    private static let abbreviations: Set<String> = [
        "api", "url", "http2", "http", "sd", "id", "dns", "nhcb", "tls", "ca", "sts",
    ]

    /// The name of a type without its module.
    static func type<T>(_ type: T.Type) -> String {
        let name = String(reflecting: type)
        return name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().joined(separator: ".")
    }
}
