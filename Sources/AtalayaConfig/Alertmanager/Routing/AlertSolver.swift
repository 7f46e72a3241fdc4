import AtalayaModel

// Design
//
// Conditions speak of one label each, and labels do not depend on each other. So what all conditions ask of a label is
// gathered, and decided for the label alone: exactly, because regular languages can be intersected and complemented.
//
// What is asked not to hold is a list of conditions of which at least one must fail. Those that the rest already
// settles go first; where only one condition can fail, it has to; the others are tried in turn.

/// Looks for an alert for which some conditions hold, and of each of some lists of conditions at least one does not.
struct AlertSolver {
    enum Answer: Equatable {
        /// The labels that matter; others may have any value.
        case alert([String: String])
        case none
        /// The bound on the work was reached, or an expression cannot be compared.
        case undecided
    }

    /// The most steps for one answer, a tenth of those for all: one hard question is not to cost the others theirs.
    static let answerShare = 10
    /// The most steps for all answers together, some 20 ms: a step looks at one condition, and the work of comparing
    /// expressions counts by ``LabelDemand``. What comes later is undecided.
    static let stepsMax = 300_000

    private let answerStepsMax: Int
    private var stepsLeft: Int
    private var answerStepsLeft = 0
    /// Whether the bound on all answers was reached.
    var isExhausted: Bool { stepsLeft <= 0 }
    private var values: [LabelDemand: LabelDemand.Value] = [:]

    init(stepsMax: Int = stepsMax) {
        stepsLeft = stepsMax
        answerStepsMax = stepsMax / Self.answerShare
    }

    mutating func answer(_ conditions: [LabelCondition], noneOf lists: [[LabelCondition]] = []) -> Answer {
        answerStepsLeft = min(answerStepsMax, stepsLeft)
        guard take(conditions.count + lists.count) else { return .undecided }
        var demands: [String: LabelDemand] = [:]
        for condition in conditions { demands[condition.label, default: LabelDemand()].add(condition) }
        for demand in demands.values where value(demand) == .impossible { return .none }
        return solve(demands, lists)
    }

    /// Counts steps of somebody who prepares the questions.
    ///
    /// - Returns: Whether any are left.
    mutating func take(_ steps: Int) -> Bool {
        stepsLeft -= steps
        answerStepsLeft -= steps
        return stepsLeft > 0 && answerStepsLeft > 0
    }

    private mutating func value(_ demand: LabelDemand) -> LabelDemand.Value {
        guard take(demand.count) else { return .undecided }
        if let known = values[demand] { return known }
        var steps = min(stepsLeft, answerStepsLeft)
        let before = steps
        let value = demand.value(stepsLeft: &steps)
        _ = take(before - steps)
        if value != .undecided { values[demand] = value }
        return value
    }

    /// Whether a condition can hold beside everything else.
    private mutating func canHold(_ condition: LabelCondition, _ demands: [String: LabelDemand]) -> Bool {
        guard take(1) else { return true }
        guard var demand = demands[condition.label] else { return canHoldAlone(condition) }
        // Nearly all labels are asked for one value, which answers for itself.
        if let text = demand.onlyText {
            guard take(condition.cost(text)) else { return true }
            return condition.holds(text)
        }
        demand.add(condition)
        return value(demand) != .impossible
    }

    private mutating func canHoldAlone(_ condition: LabelCondition) -> Bool {
        guard condition.pattern != nil else { return true }
        var demand = LabelDemand()
        demand.add(condition)
        return value(demand) != .impossible
    }

    private mutating func solve(_ known: [String: LabelDemand], _ lists: [[LabelCondition]]) -> Answer {
        var demands = known
        var open = lists
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            var left: [[LabelCondition]] = []
            for list in open {
                guard take(1) else { return .undecided }
                // One condition that cannot hold settles the list.
                if list.contains(where: { !canHold($0, demands) }) { continue }
                let choices = list.filter { canHold($0.inverted, demands) }
                guard let first = choices.first else { return .none }
                if choices.count == 1 {
                    demands[first.label, default: LabelDemand()].add(first.inverted)
                    hasChanged = true
                } else {
                    left.append(choices)
                }
            }
            open = left
        }
        guard let list = open.min(by: { $0.count < $1.count }) else { return alert(demands) }
        var isUndecided = false
        for choice in list {
            var tried = demands
            tried[choice.label, default: LabelDemand()].add(choice.inverted)
            switch solve(tried, open) {
            case .alert(let labels): return .alert(labels)
            case .none: continue
            case .undecided: isUndecided = true
            }
        }
        return isUndecided ? .undecided : .none
    }

    private mutating func alert(_ demands: [String: LabelDemand]) -> Answer {
        var labels: [String: String] = [:]
        for (label, demand) in demands {
            switch value(demand) {
            case .text(let text): if !text.isEmpty { labels[label] = text }
            case .impossible: return .none
            case .undecided: return .undecided
            }
        }
        return .alert(labels)
    }
}

/// Everything that is asked of one label.
struct LabelDemand: Hashable {
    enum Value: Hashable {
        case text(String)
        case impossible
        case undecided
    }

    private var equal: Set<String> = []
    private var different: Set<String> = []
    private var matching: Set<Pattern> = []
    private var excluding: Set<Pattern> = []

    /// Conditions in it.
    var count: Int { equal.count + different.count + matching.count + excluding.count }

    /// The one value that is asked for, if it is asked for one. Whether it is taken by the rest is not looked at.
    var onlyText: String? { equal.count == 1 ? equal.first : nil }

    /// Steps to compile a text as an expression, and to lay the bytes of an expression beside those of others.
    private static let expressionSteps = 200
    /// Steps of the work of ``PatternLanguage``.
    private static let workSteps = 6

    mutating func add(_ condition: LabelCondition) {
        switch condition.matcher.comparison {
        case .equal: equal.insert(condition.matcher.value)
        case .notEqual: different.insert(condition.matcher.value)
        case .matches: if let pattern = condition.pattern { matching.insert(pattern) }
        case .doesNotMatch: if let pattern = condition.pattern { excluding.insert(pattern) }
        }
    }

    private func takes(_ text: String) -> Bool {
        (equal.isEmpty || equal == [text]) && !different.contains(text) && matching.allSatisfy { $0.matches(text) }
            && !excluding.contains { $0.matches(text) }
    }

    /// A value that does: none at all if possible, otherwise a short one.
    func value(stepsLeft: inout Int) -> Value {
        if equal.count > 1 { return .impossible }
        stepsLeft -= matching.count + excluding.count
        if let text = equal.first { return takes(text) ? .text(text) : .impossible }
        for text in ["", "other", "x"] where takes(text) { return .text(text) }
        stepsLeft -= Self.expressionSteps * count
        guard stepsLeft > 0 else { return .undecided }
        var work = stepsLeft / Self.workSteps
        defer { stepsLeft = min(stepsLeft, work * Self.workSteps) }
        do throws(PatternError) {
            var unwanted = Array(excluding)
            for text in different { unwanted.append(try Pattern(Self.quoted(text), options: .whole)) }
            let text = try PatternLanguage.example(matching: Array(matching), excluding: unwanted, workLeft: &work)
            return text.map { .text($0) } ?? .impossible
        } catch {
            return .undecided
        }
    }

    /// The text as an expression that matches nothing else.
    private static func quoted(_ text: String) -> String {
        var quoted = ""
        for scalar in text.unicodeScalars {
            let isWord = !scalar.isASCII || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            if !isWord, scalar.value >= 0x20, scalar.value < 0x7F { quoted += "\\" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted
    }
}
