/// What the queries of a dashboard are held to, besides the rules of expressions.
enum DashboardQueryRules {
    static let all: [ReadingRule<DashboardReading>] = [
        keeping("job"),
        keeping("instance"),
        ReadingRule(
            "query-counter", "Of a counter one shows how fast it rises; how high it stands depends on its last start.",
            severity: .info
        ) { dashboard, _ in
            dashboard.expressions.items.flatMap { item in
                var found: [CheckFinding] = []
                item.placed.checked.reading.expression?.visit { expression, around in
                    let selector: PromQLSelector
                    var isRated = false
                    switch expression.form {
                    case .selector(let inner): selector = inner
                    case .range(let inner, _):
                        selector = inner
                        if case .call(let call)? = around.last?.form {
                            isRated = ["rate", "irate", "increase"].contains(call.name)
                        }
                    default: return
                    }
                    guard !isRated, let name = selector.metricName, name.hasSuffix("_total") else { return }
                    let place = item.placed.node.position(ofByte: expression.place.start)
                    found.append(
                        CheckFinding(
                            DocumentNode(.null, line: place.line, column: place.column),
                            "\(name) is a counter; take its rate, irate or increase"))
                }
                return found
            }
        },
        ReadingRule("query-logql", "A query for Loki follows the grammar of LogQL.") { dashboard, _ in
            logQueries(dashboard).compactMap { node, text in
                LogQLScan(text).problem.map { problem in
                    let place = node.position(ofByte: problem.byte)
                    return CheckFinding(
                        DocumentNode(.null, line: place.line, column: place.column), problem.message)
                }
            }
        },
        ReadingRule(
            "query-logql-auto", "In a dashboard a range of LogQL fits the time range: [$__auto].", severity: .info
        ) { dashboard, _ in
            logQueries(dashboard).filter { LogQLScan($0.text).hasFixedRange }.map {
                CheckFinding($0.node, "write [$__auto] for the range")
            }
        },
    ]

    /// Queries that do not keep to what people choose show what nobody asked for.
    private static func keeping(_ label: String) -> ReadingRule<DashboardReading> {
        ReadingRule(
            "query-\(label)", "Every query keeps to the '\(label)' that people choose.", severity: .info
        ) { dashboard, _ in
            guard dashboard.variables.contains(where: { $0.name == label }) else { return [] }
            return dashboard.expressions.items.compactMap { item in
                let selectors = item.placed.checked.selectors
                guard
                    selectors.contains(where: { selector in
                        !selector.conditions.contains {
                            $0.label.name == label
                                && GrafanaVariableReferences.names(in: $0.value.literal ?? "").contains(label)
                        } && selector.matchers.count == selector.conditions.count
                    })
                else { return nil }
                return CheckFinding(item.placed.node, "the query does not keep to \(label)=~\"$\(label)\"")
            }
        }
    }

    private static func logQueries(_ dashboard: DashboardReading) -> [(node: DocumentNode, text: String)] {
        dashboard.panels.flatMap { panel in
            panel.targets.compactMap { target in
                guard !target.isHidden, let node = target.expression, let text = node.string, !text.isEmpty,
                    dashboard.sources.language(of: target, text) == .logQL
                else { return nil }
                return (node, text)
            }
        }
    }
}

/// A look at a query of LogQL: brackets, texts and the selector of streams. What the stages of a pipeline mean is left to
/// Loki.
struct LogQLScan {
    /// The first problem, at a byte of the text.
    private(set) var problem: (byte: Int, message: String)?
    /// Whether a range is a duration of its own instead of a variable.
    private(set) var hasFixedRange = false

    private let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
        scan()
    }

    private mutating func scan() {
        var open: [(sign: UInt8, at: Int)] = []
        var hasSelector = false
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "'"):
                guard let end = endOfText(from: index) else { return fail(index, "a text without a closing quote") }
                index = end
            case UInt8(ascii: "#"):
                while index < bytes.count, bytes[index] != 0x0a { index += 1 }
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
                if byte == UInt8(ascii: "{"), index == 0 || bytes[index - 1] != UInt8(ascii: "$") { hasSelector = true }
                if byte == UInt8(ascii: "["), index + 1 < bytes.count, bytes[index + 1].isDigit { hasFixedRange = true }
                open.append((byte, index))
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                guard let last = open.popLast(), Self.closing(last.sign) == byte else {
                    return fail(index, "'\(Unicode.Scalar(byte))' closes nothing")
                }
            default: break
            }
            index += 1
        }
        if let last = open.last { return fail(last.at, "'\(Unicode.Scalar(last.sign))' is never closed") }
        let isNamed = GrafanaVariableReferences.isNamed(in: bytes)
        let isNumber = bytes.contains { $0.isDigit } && !bytes.contains { $0.isWordStart }
        if !hasSelector, !isNamed, !isNumber, !isVector {
            fail(0, "a selector of streams is missing, such as {job=\"a\"}")
        }
    }

    private var isVector: Bool { String(decoding: bytes, as: UTF8.self).contains("vector(") }

    private mutating func fail(_ byte: Int, _ message: String) { problem = (byte, message) }

    /// The index of the closing quote.
    private func endOfText(from start: Int) -> Int? {
        var index = start + 1
        while index < bytes.count {
            if bytes[index] == bytes[start] { return index }
            if bytes[index] == UInt8(ascii: "\\"), bytes[start] != UInt8(ascii: "`") { index += 1 }
            index += 1
        }
        return nil
    }

    private static func closing(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "("): UInt8(ascii: ")")
        case UInt8(ascii: "["): UInt8(ascii: "]")
        default: UInt8(ascii: "}")
        }
    }
}
