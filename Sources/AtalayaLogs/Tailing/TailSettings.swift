/// How a path is followed.
public struct TailSettings: Hashable, Sendable {
    /// The largest part of a file that is read at once.
    public var readBytesMax: Int
    /// How long a file that was renamed or removed must be quiet, after it was read to its end, before it is closed. Its
    /// writer may write to it as long as it has not noticed the rotation. Until then a removed file keeps its space.
    public var rotatedQuiet: Duration
    /// Generations of one path that are open at once; further ones wait for those before them.
    public var openFilesMax: Int
    /// Whether a file that is there when its path is followed for the first time is skipped to its end. Files that
    /// appear later, and files in a checkpoint, never are.
    public var startsAtEnd: Bool

    public init(
        readBytesMax: Int = 256 * 1_024, rotatedQuiet: Duration = .seconds(60), openFilesMax: Int = 32,
        startsAtEnd: Bool = false
    ) {
        self.readBytesMax = max(1, readBytesMax)
        self.rotatedQuiet = rotatedQuiet
        self.openFilesMax = max(2, openFilesMax)
        self.startsAtEnd = startsAtEnd
    }
}
