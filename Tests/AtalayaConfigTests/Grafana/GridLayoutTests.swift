import AtalayaConfig
import Foundation
import Testing

@Suite("Grid layout")
struct GridLayoutTests {
    @Test("Panels stand side by side, then below, leftmost first")
    func placesInReadingOrder() {
        var layout = GridLayout()
        let places = [GridSize.half, .half, .third, .third, .third].map { layout.place($0) }
        #expect(places.map(\.x) == [0, 12, 0, 8, 16])
        #expect(places.map(\.y) == [0, 0, 8, 8, 8])
    }

    @Test("Two panels of thirteen columns do not share a line")
    func wrapsBeforeOverflowing() {
        var layout = GridLayout()
        let size = GridSize(width: 13, height: 4)
        _ = layout.place(size)
        #expect(layout.place(size) == GridPosition(x: 0, y: 4, size: size))
    }

    @Test("A low panel after two high ones starts below the higher of those above it")
    func respectsTheTallestAbove() {
        var layout = GridLayout()
        _ = layout.place(GridSize(width: 12, height: 10))
        _ = layout.place(GridSize(width: 12, height: 6))
        #expect(layout.place(GridSize(width: 24, height: 4)).y == 10)
    }

    @Test(
        "Sizes are clamped to what the grid can hold",
        arguments: [(-3, 0), (0, -1), (25, 1_000), (.max, .max), (.min, .min)])
    func clampsSizes(width: Int, height: Int) {
        let size = GridSize(width: width, height: height)
        #expect((1...GridLayout.columns).contains(size.width))
        #expect((1...GridLayout.heightMax).contains(size.height))
    }

    /// How many dashboards are made by chance; `ATALAYA_RANDOM_DASHBOARDS=100000` for the long run.
    private static let randomDashboards =
        ProcessInfo.processInfo.environment["ATALAYA_RANDOM_DASHBOARDS"].flatMap { Int($0) } ?? 2_000

    @Test("Random dashboards: no overlap, no overflow, and at rest under Grafana's compaction")
    func randomDashboards() {
        var random = SplitMix64(seed: 0x6174_616c_6179_61)
        for _ in 0..<Self.randomDashboards {
            var layout = GridLayout()
            var places: [GridPosition] = []
            for _ in 0..<Int.random(in: 1...24, using: &random) {
                if Int.random(in: 0..<8, using: &random) == 0 {
                    places.append(layout.placeRow())
                } else {
                    places.append(layout.place(Self.randomSize(&random)))
                }
            }
            let problems = Self.problems(in: places)
            #expect(problems.isEmpty, "\(places)")
            guard problems.isEmpty else { return }
        }
    }

    @Test("A panel put into a random dashboard moves nothing sideways, and what is below it only together")
    func randomInsertions() {
        var random = SplitMix64(seed: 0x696e_7365_7274)
        for _ in 0..<Self.randomDashboards {
            var layout = GridLayout()
            let above = (0..<Int.random(in: 0...4, using: &random)).map { _ in layout.place(Self.randomSize(&random)) }
            let header = layout.placeRow()
            let inside = (0..<Int.random(in: 0...8, using: &random)).map { _ in layout.place(Self.randomSize(&random)) }
            let next = layout.placeRow()
            let below = (0..<Int.random(in: 0...4, using: &random)).map { _ in layout.place(Self.randomSize(&random)) }
            let size = Self.randomSize(&random)
            let insertion = GridLayout.insert(size, into: inside, from: header.y + 1, before: next.y)
            let moved = ([next] + below).map { GridPosition(x: $0.x, y: $0.y + insertion.shift, size: $0.size) }
            let all = above + [header] + inside + [insertion.position] + moved
            let problems = Self.problems(in: all)
            #expect(problems.isEmpty, "\(size) into \(inside) between \(header) and \(next)")
            #expect(insertion.shift <= size.height)
            guard problems.isEmpty else { return }
        }
    }

    private static func randomSize(_ random: inout SplitMix64) -> GridSize {
        GridSize(width: .random(in: 1...26, using: &random), height: .random(in: 1...12, using: &random))
    }

    /// Checked the plain way, cell by cell, by nothing the packer itself uses.
    static func problems(in places: [GridPosition]) -> [String] {
        var problems: [String] = []
        var taken: Set<Int> = []  // row × 24 + column
        for place in places {
            if place.x < 0 || place.y < 0 || place.x + place.size.width > 24 {
                problems.append("\(place) leaves the grid")
            }
            for x in place.x..<(place.x + place.size.width) {
                for y in place.y..<(place.y + place.size.height) where !taken.insert(y * 24 + x).inserted {
                    problems.append("\(place) overlaps at \(x), \(y)")
                }
            }
        }
        for place in places where place.y > 0 {
            let rests = (place.x..<(place.x + place.size.width)).contains { taken.contains((place.y - 1) * 24 + $0) }
            if !rests { problems.append("\(place) would fall") }
        }
        return problems
    }
}

/// A small random generator with a seed, so that a failing case can be run again.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
