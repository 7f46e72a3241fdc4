extension Document {
    /// This document with comment lines above it. A line break in a comment starts another comment line.
    public func commented(_ lines: String...) -> Document {
        .styled(Style(comments: lines), self)
    }

    /// This document with an empty line above it.
    public func afterBlankLine() -> Document {
        .styled(Style(isAfterBlankLine: true), self)
    }

    /// This document on one line: `[a, b]`, `{a: b}`.
    public func flow() -> Document {
        .styled(Style(isFlow: true), self)
    }

    /// This document with a YAML tag, such as `!fluent/s`. The tag is written as it is given, `!` included.
    public func tagged(_ tag: String) -> Document {
        .styled(Style(tag: tag), self)
    }

    /// A list of texts on one line.
    public static func flowStrings(_ strings: some Sequence<String>) -> Document {
        Document.sequence(strings.map(Document.string)).flow()
    }

    /// A mapping of texts, in the order given.
    public static func strings(_ pairs: some Sequence<(key: String, value: String)>) -> Document {
        .mapping(pairs.map { Entry($0.key, .string($0.value)) })
    }

    /// A mapping of texts, sorted by key, because a dictionary has no order and a generated file must have one.
    public static func sortedStrings(_ dictionary: [String: String]) -> Document {
        strings(dictionary.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) })
    }

    /// A mapping built entry by entry; optional values that are `nil` leave no trace.
    public static func fields(_ build: (inout Fields) -> Void) -> Document {
        var fields = Fields()
        build(&fields)
        return fields.document
    }

    /// The entries of a mapping under construction.
    public struct Fields: Sendable {
        public private(set) var entries: [Entry] = []

        public init() {}

        public var isEmpty: Bool { entries.isEmpty }
        public var document: Document { .mapping(entries) }

        /// Adds an entry. `nil` adds nothing: an unset setting is absent, which is not the same as `null`.
        public mutating func set(_ key: String, _ value: Document?, comment: String? = nil) {
            guard let value else { return }
            entries.append(Entry(key, comment.map { value.commented($0) } ?? value))
        }

        public mutating func set(_ key: String, string: String?, comment: String? = nil) {
            set(key, string.map(Document.string), comment: comment)
        }

        public mutating func set(_ key: String, int: Int?, comment: String? = nil) {
            set(key, int.map { .int(Int64($0)) }, comment: comment)
        }

        public mutating func set(_ key: String, bool: Bool?, comment: String? = nil) {
            set(key, bool.map(Document.bool), comment: comment)
        }

        /// Adds a list unless it is empty.
        public mutating func set(_ key: String, nonEmpty items: [Document], comment: String? = nil) {
            guard !items.isEmpty else { return }
            set(key, .sequence(items), comment: comment)
        }
    }
}

extension Document: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) {
        self = .string(value)
    }
}

extension Document: ExpressibleByBooleanLiteral {
    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }
}

extension Document: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int64) {
        self = .int(value)
    }
}

extension Document: ExpressibleByFloatLiteral {
    public init(floatLiteral value: Double) {
        self = .double(value)
    }
}

extension Document: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: Document...) {
        self = .sequence(elements)
    }
}

extension Document: ExpressibleByDictionaryLiteral {
    /// The order of the literal is kept.
    public init(dictionaryLiteral elements: (String, Document)...) {
        self = .mapping(elements.map { Entry($0.0, $0.1) })
    }
}

extension Document: ExpressibleByNilLiteral {
    public init(nilLiteral: ()) {
        self = .null
    }
}
