/// Whether any alert can reach a route: for each one an alert that does, or the reason why there is none.
public struct RouteReachability: Sendable {
    public enum Answer: Hashable, Sendable {
        /// Labels of an alert that comes to this route (where a route below it may take it over).
        case reached(by: [String: String])
        /// What the routes on the way down ask of this label cannot be had at once.
        case contradiction(label: String)
        /// Routes above or before it take every alert, and do not continue.
        case shadowed(by: [Int])
        /// The route above is not reached.
        case below
        /// The bound on the work was reached, or an expression cannot be compared.
        case undecided
    }

    /// One answer for each of the routes.
    public let answers: [Answer]
    /// Whether the routes were too many, or too much alike, to decide about all of them.
    public let isIncomplete: Bool

    /// Of more routes only so many are looked at: each is compared with those before it.
    public static let routesMax = 2_000

    public init(_ routing: AlertRouting) {
        var answers: [Answer] = []
        var solver = AlertSolver()
        let values = WantedValues(routing.routes.prefix(Self.routesMax))
        for route in routing.routes.prefix(Self.routesMax) {
            if let parent = route.parent, answers[parent].isUnreachable {
                answers.append(.below)
            } else if solver.isExhausted {
                answers.append(.undecided)
            } else {
                answers.append(Self.answer(route, routing, values, &solver))
            }
        }
        isIncomplete = solver.isExhausted || routing.routes.count > Self.routesMax
        answers += Array(repeating: .undecided, count: routing.routes.count - answers.count)
        self.answers = answers
    }

    private static func answer(
        _ route: AlertRoute, _ routing: AlertRouting, _ values: WantedValues, _ solver: inout AlertSolver
    ) -> Answer {
        let path = routing.path(to: route)
        let conditions = path.flatMap(\.conditions)
        let wanted = path.flatMap { values.ofRoutes[$0.index] }
        let siblings = path.flatMap { routing.indicesOfEarlierSiblings(of: $0) }
        // Most routes beside each other want different values of one label, and need no solver.
        let earlier = siblings.filter { values.agree(wanted, $0) }.map { routing.routes[$0] }
        _ = solver.take(siblings.count / WantedValues.perStep)
        switch solver.answer(conditions, noneOf: earlier.map(\.conditions)) {
        case .alert(let labels): return .reached(by: labels)
        case .undecided: return .undecided
        case .none: break
        }
        if solver.answer(conditions) == .none {
            // Labels do not depend on each other, so one of them is enough for a contradiction.
            let labels = route.conditions.map(\.label) + conditions.map(\.label)
            let label = labels.first { name in
                solver.answer(conditions.filter { $0.label == name }) == .none
            }
            return .contradiction(label: label ?? "")
        }
        // As few as are enough: each is left out in turn, and put back where the answer changes.
        var needed = earlier
        for sibling in earlier where !solver.isExhausted {
            let fewer = needed.filter { $0.index != sibling.index }
            if solver.answer(conditions, noneOf: fewer.map(\.conditions)) == .none { needed = fewer }
        }
        return .shadowed(by: needed.map(\.index))
    }
}

extension RouteReachability.Answer {
    public var isUnreachable: Bool {
        switch self {
        case .contradiction, .shadowed, .below: true
        case .reached, .undecided: false
        }
    }
}

extension AlertRouting {
    /// From the root to the route.
    func path(to route: AlertRoute) -> [AlertRoute] {
        var path = [route]
        while let parent = path[0].parent { path.insert(routes[parent], at: 0) }
        return path
    }

    /// The routes that are asked before this one, and take what they match.
    func earlierSiblings(of route: AlertRoute) -> [AlertRoute] {
        indicesOfEarlierSiblings(of: route).map { routes[$0] }
    }

    fileprivate func indicesOfEarlierSiblings(of route: AlertRoute) -> [Int] {
        guard let parent = route.parent else { return [] }
        return routes[parent].children.prefix { $0 < route.index }.filter { !routes[$0].continues }
    }
}

/// The values that routes want of labels, as numbers: routes that want different values of a label share no alert.
private struct WantedValues {
    struct Want {
        var label: Int
        var value: Int
    }

    /// Routes compared in the time of one step of ``AlertSolver``.
    static let perStep = 4

    /// By the number of the route.
    private(set) var ofRoutes: [[Want]] = []

    init(_ routes: ArraySlice<AlertRoute>) {
        var numbers: [String: Int] = [:]
        func number(_ text: String) -> Int {
            if let known = numbers[text] { return known }
            numbers[text] = numbers.count
            return numbers.count - 1
        }
        for route in routes {
            ofRoutes.append(
                route.conditions.filter { $0.matcher.comparison == .equal }.map {
                    Want(label: number($0.label), value: number($0.matcher.value))
                })
        }
    }

    /// Whether a route wants nothing that contradicts what is wanted.
    func agree(_ wanted: [Want], _ route: Int) -> Bool {
        ofRoutes[route].allSatisfy { own in wanted.allSatisfy { $0.label != own.label || $0.value == own.value } }
    }
}
