/// A stack in which everything fits together.
public struct ValidatedStack: Sendable {}
