import Synchronization

/// Which of several named states are on: the phases of a deployment, the features of a service.
///
/// Every reading shows one moment: with ``select(_:)`` exactly one state is on in every scrape, never none or two.
public final class StateSet: Instrument {
    public static let kind = MetricKind.stateSet

    private let context: InstrumentContext
    /// As they were declared; a state's position is its index in `isOn`.
    private let states: [String]
    private let isOn: Lock<[Bool]>

    public init(context: InstrumentContext) {
        self.context = context
        states = context.descriptor.states
        isOn = Lock(Array(repeating: false, count: context.descriptor.states.count))
    }

    /// Switches one state, leaving the others. A state that was not declared is dropped and counted.
    public func set(_ state: String, isOn value: Bool) {
        guard let index = index(of: state) else { return }
        isOn.withLock { $0[index] = value }
    }

    /// Switches one state on and all others off. A state that was not declared is dropped and counted.
    public func select(_ state: String) {
        guard let index = index(of: state) else { return }
        isOn.withLock { isOn in
            for other in isOn.indices { isOn[other] = other == index }
        }
    }

    private func index(of state: String) -> Int? {
        let index = states.firstIndex(of: state)
        if index == nil { context.reject(.invalidValue, "\"\(state.prefix(80))\" is not one of its states") }
        return index
    }

    /// The states that are on, in the order of their declaration.
    public var active: [String] {
        let isOn = isOn.withLock { $0 }
        return zip(states, isOn).filter(\.1).map(\.0)
    }

    public func read() -> SeriesValue {
        let isOn = isOn.withLock { $0 }
        return .stateSet(zip(states, isOn).map { StateValue($0, isSet: $1) })
    }
}
