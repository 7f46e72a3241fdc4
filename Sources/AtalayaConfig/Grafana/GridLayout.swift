// How panels get their places
//
// Grafana's grid is 24 columns wide and grows downward; a unit of height is 30 px. When a dashboard is opened, Grafana
// lets every panel fall upward until it touches another one, and pushes panels apart that overlap. A file that is not
// already in that resting state looks different from what it says.
//
// The packer keeps a skyline: for each column, the first row that is free below everything placed so far. A panel of
// width w goes to the leftmost of the places where the highest column under it is lowest. Hence
//   - no overlap: a panel starts at the maximum of the skyline over its columns, and the skyline only grows;
//   - no overflow: only starts x with x + w <= 24 are looked at;
//   - at rest: the column that gave the maximum touches the panel from above, so Grafana moves nothing.
// A row header takes the whole width, so it starts below everything, and everything after it starts below the header.

/// A panel's extent: columns and units of height.
public struct GridSize: Hashable, Sendable {
    public let width: Int
    public let height: Int

    /// Clamped to what Grafana can show: 1…24 columns, 1…``GridLayout/heightMax`` units.
    public init(width: Int, height: Int) {
        self.width = min(max(width, 1), GridLayout.columns)
        self.height = min(max(height, 1), GridLayout.heightMax)
    }

    public static let full = GridSize(width: 24, height: 8)
    public static let half = GridSize(width: 12, height: 8)
    public static let third = GridSize(width: 8, height: 8)
    /// A single figure: six of them make a line.
    public static let figure = GridSize(width: 4, height: 4)
}

/// Where a panel stands: `gridPos` of the dashboard's JSON.
public struct GridPosition: Hashable, Sendable {
    public let x: Int
    public let y: Int
    public let size: GridSize

    public init(x: Int, y: Int, size: GridSize) {
        self.x = x
        self.y = y
        self.size = size
    }

    /// Whether the two share a cell.
    public func overlaps(_ other: GridPosition) -> Bool {
        x < other.x + other.size.width && other.x < x + size.width
            && y < other.y + other.size.height && other.y < y + size.height
    }
}

/// Places panels one after the other; the result never overlaps, never leaves the grid, and is at rest under Grafana's
/// own compaction.
///
/// ```swift
/// var layout = GridLayout()
/// let header = layout.placeRow()                 // x 0, y 0, 24 × 1
/// let left = layout.place(.half)                 // x 0, y 1
/// let right = layout.place(.half)                // x 12, y 1
/// ```
/// Placing costs O(24 · width) and does not depend on the number of panels placed.
public struct GridLayout: Sendable {
    /// Grafana's grid is this wide.
    public static let columns = 24
    /// Taller panels are cut to this; a browser shows about 30 units.
    public static let heightMax = 100

    /// The first free row in each column.
    private var skyline = [Int](repeating: 0, count: columns)

    public init() {}

    /// Puts a panel at the highest free place, the leftmost of equals.
    public mutating func place(_ size: GridSize) -> GridPosition {
        var best = (x: 0, y: Int.max)
        for x in 0...(Self.columns - size.width) {
            let y = skyline[x..<(x + size.width)].reduce(0, max)
            if y < best.y { best = (x, y) }
        }
        for column in best.x..<(best.x + size.width) { skyline[column] = best.y + size.height }
        return GridPosition(x: best.x, y: best.y, size: size)
    }

    /// Puts a row header below everything placed so far.
    public mutating func placeRow() -> GridPosition {
        place(GridSize(width: Self.columns, height: 1))
    }
}
