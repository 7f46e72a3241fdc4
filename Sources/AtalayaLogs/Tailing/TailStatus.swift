extension TailMachine {
    /// A generation as its owner may show it.
    public struct Status: Hashable, Sendable {
        public var id: GenerationID
        public var path: String
        /// Read up to here.
        public var offset: UInt64
        /// Acknowledged up to here.
        public var acknowledged: UInt64
        public var isOpen: Bool
        public var isAtEnd: Bool
    }
}
