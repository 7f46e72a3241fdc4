/// Where to go on after a restart: for each followed path the generations that are not shipped to their end.
///
/// A value; writing it to the disk so that a crash leaves the old or the new one is the owner's business.
public struct Checkpoint: Hashable, Sendable {
    /// A followed path.
    public struct Source: Hashable, Sendable {
        public var path: String
        /// The number for the next generation of the path: numbers are not used twice.
        public var nextGeneration: UInt64
        /// The generations that are known, the oldest first.
        public var files: [File]

        public init(path: String, nextGeneration: UInt64, files: [File]) {
            self.path = path
            self.nextGeneration = nextGeneration
            self.files = files
        }
    }

    /// A generation of a path.
    public struct File: Hashable, Sendable {
        public var generation: UInt64
        /// What the file was called when it was last seen: for people, not for recognising it.
        public var path: String
        /// Everything before this offset is acknowledged.
        public var offset: UInt64
        public var identity: FileIdentity

        public init(generation: UInt64, path: String, offset: UInt64, identity: FileIdentity) {
            self.generation = generation
            self.path = path
            self.offset = offset
            self.identity = identity
        }
    }

    public var sources: [Source]

    public init(sources: [Source] = []) { self.sources = sources }

    /// What is known of a path.
    public subscript(path: String) -> Source? { sources.first { $0.path == path } }
}
