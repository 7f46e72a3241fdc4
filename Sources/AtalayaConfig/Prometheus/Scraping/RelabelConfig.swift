/// A step of relabelling. Made by one function for each action, so that a step cannot have a setting its action does
/// not know.
///
/// In a `replacement`, write groups as `${1}`: `$1_x` is the group named `1_x`, which is empty.
public struct RelabelConfig: ConfigSection {
    public var source = SectionSource()
    /// Nil where it is not written: `replace`.
    public internal(set) var action: RelabelAction?
    public internal(set) var sourceLabels: [String]
    /// Set only if it is not Prometheus' `;`. The empty separator has a meaning, so unset is `nil`.
    public internal(set) var separator: String?
    /// RE2, matches whole values; default `(.*)`.
    public internal(set) var regex: String?
    public internal(set) var modulus: Int?
    public internal(set) var targetLabel: String?
    /// The empty replacement has a meaning (it removes the label), so unset is `nil`. Default `$1`.
    public internal(set) var replacement: String?

    private init(
        _ action: RelabelAction?,
        from sourceLabels: [String] = [],
        separator: String? = nil,
        regex: String? = nil,
        modulus: Int? = nil,
        to targetLabel: String? = nil,
        replacement: String? = nil
    ) {
        self.action = action
        self.sourceLabels = sourceLabels
        self.separator = separator
        self.regex = regex
        self.modulus = modulus
        self.targetLabel = targetLabel
        self.replacement = replacement
    }

    /// What the step does, written or not.
    public var effectiveAction: RelabelAction { action ?? .replace }

    /// Sets a label to the replacement if the joined source labels match as a whole.
    ///
    /// - Parameter isActionWritten: whether the file says `action: replace`, which holds anyway.
    public static func replace(
        from sourceLabels: [String] = [], separator: String? = nil, regex: String? = nil, to targetLabel: String,
        replacement: String? = nil, isActionWritten: Bool = false
    ) -> RelabelConfig {
        RelabelConfig(
            isActionWritten ? .replace : nil, from: sourceLabels, separator: separator, regex: regex, to: targetLabel,
            replacement: replacement)
    }

    /// Keeps only what matches.
    public static func keep(_ sourceLabels: [String], separator: String? = nil, matching regex: String) -> RelabelConfig
    {
        RelabelConfig(.keep, from: sourceLabels, separator: separator, regex: regex)
    }

    /// Drops what matches.
    public static func drop(_ sourceLabels: [String], separator: String? = nil, matching regex: String) -> RelabelConfig
    {
        RelabelConfig(.drop, from: sourceLabels, separator: separator, regex: regex)
    }

    /// Sets a label to a hash of the source labels, modulo a number above 0.
    public static func hashmod(
        _ sourceLabels: [String], separator: String? = nil, modulus: Int, to targetLabel: String
    ) -> RelabelConfig {
        RelabelConfig(.hashmod, from: sourceLabels, separator: separator, modulus: max(1, modulus), to: targetLabel)
    }

    /// Copies labels whose names match to names made by the replacement.
    public static func labelmap(matching regex: String, replacement: String? = nil) -> RelabelConfig {
        RelabelConfig(.labelmap, regex: regex, replacement: replacement)
    }

    /// Removes labels whose names match.
    public static func labeldrop(matching regex: String) -> RelabelConfig {
        RelabelConfig(.labeldrop, regex: regex)
    }

    /// Removes labels whose names do not match.
    public static func labelkeep(matching regex: String) -> RelabelConfig {
        RelabelConfig(.labelkeep, regex: regex)
    }

    public static func lowercase(_ sourceLabels: [String], separator: String? = nil, to targetLabel: String)
        -> RelabelConfig
    {
        RelabelConfig(.lowercase, from: sourceLabels, separator: separator, to: targetLabel)
    }

    public static func uppercase(_ sourceLabels: [String], separator: String? = nil, to targetLabel: String)
        -> RelabelConfig
    {
        RelabelConfig(.uppercase, from: sourceLabels, separator: separator, to: targetLabel)
    }

    /// Keeps what has the same value in both.
    public static func keepequal(_ sourceLabels: [String], to targetLabel: String) -> RelabelConfig {
        RelabelConfig(.keepequal, from: sourceLabels, to: targetLabel)
    }

    /// Drops what has the same value in both.
    public static func dropequal(_ sourceLabels: [String], to targetLabel: String) -> RelabelConfig {
        RelabelConfig(.dropequal, from: sourceLabels, to: targetLabel)
    }

    public static let schema = SectionSchema<Self>("a relabel config", { RelabelConfig(nil) }) {
        $0.list("source_labels", \.sourceLabels, .list(.text, isFlow: true))
        $0.key("separator", \.separator, .text)
        $0.key("regex", \.regex, .text(.regex))
        $0.key("modulus", \.modulus, .natural)
        $0.key("target_label", \.targetLabel, .text)
        $0.key("replacement", \.replacement, .text)
        $0.key("action", \.action, .relabelAction)
    }
}

public enum RelabelAction: String, Hashable, Sendable, CaseIterable {
    case replace, keep, drop, hashmod, labelmap, labeldrop, labelkeep, lowercase, uppercase, keepequal, dropequal
}

extension SettingForm where Value == RelabelAction {
    /// Letters of either case; which words there are is for the rules of relabelling to say.
    fileprivate static var relabelAction: Self {
        var form = Self.choice
        form.kind = .text
        form.read = { $0.string.flatMap { RelabelAction(rawValue: $0.lowercased()) } }
        return form
    }
}

extension RelabelConfig: SwiftPrintable {
    func swift(_ printer: inout SwiftValuePrinter) -> String {
        func text(_ name: String, _ value: String?) -> [String] {
            value.map { ["\(name): \(SwiftLiteral.text($0))"] } ?? []
        }
        let labels = printer.list("String", sourceLabels.map(SwiftLiteral.text))
        let to = text("to", targetLabel)
        let matching = text("matching", regex)
        let middle = text("separator", separator)
        let arguments: [String] =
            switch effectiveAction {
            case .replace:
                (sourceLabels.isEmpty ? [] : ["from: \(labels)"]) + middle + text("regex", regex) + to
                    + text("replacement", replacement) + (action == nil ? [] : ["isActionWritten: true"])
            case .keep, .drop: [labels] + middle + matching
            case .hashmod: [labels] + middle + ["modulus: \(modulus ?? 1)"] + to
            case .labelmap: matching + text("replacement", replacement)
            case .labeldrop, .labelkeep: matching
            case .lowercase, .uppercase: [labels] + middle + to
            case .keepequal, .dropequal: [labels] + to
            }
        if remade != self { printer.isComplete = false }
        return "RelabelConfig.\(effectiveAction)(\(arguments.joined(separator: ", ")))"
    }

    /// The same step by the function of its action; another if the file has settings that the action has no use for.
    private var remade: RelabelConfig? {
        let to = targetLabel ?? ""
        let matching = regex ?? ""
        return switch effectiveAction {
        case .replace:
            .replace(
                from: sourceLabels, separator: separator, regex: regex, to: to, replacement: replacement,
                isActionWritten: action != nil)
        case .keep: .keep(sourceLabels, separator: separator, matching: matching)
        case .drop: .drop(sourceLabels, separator: separator, matching: matching)
        case .hashmod: .hashmod(sourceLabels, separator: separator, modulus: modulus ?? 1, to: to)
        case .labelmap: .labelmap(matching: matching, replacement: replacement)
        case .labeldrop: .labeldrop(matching: matching)
        case .labelkeep: .labelkeep(matching: matching)
        case .lowercase: .lowercase(sourceLabels, separator: separator, to: to)
        case .uppercase: .uppercase(sourceLabels, separator: separator, to: to)
        case .keepequal: .keepequal(sourceLabels, to: to)
        case .dropequal: .dropequal(sourceLabels, to: to)
        }
    }
}
