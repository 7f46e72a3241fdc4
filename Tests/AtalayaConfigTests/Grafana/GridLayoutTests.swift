import AtalayaConfig
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

    @Test("Ten thousand random dashboards: no overlap, no overflow, and at rest under Grafana's compaction")
    func randomDashboards() {
        var random = SplitMix64(seed: 0x6174_616c_6179_61)
        for _ in 0..<10_000 {
            var layout = GridLayout()
            var places: [GridPosition] = []
            for _ in 0..<Int.random(in: 1...24, using: &random) {
                if Int.random(in: 0..<8, using: &random) == 0 {
                    places.append(layout.placeRow())
                } else {
                    let size = GridSize(
                        width: .random(in: 1...26, using: &random), height: .random(in: 1...12, using: &random))
                    places.append(layout.place(size))
                }
            }
            let problems = Self.problems(in: places)
            #expect(problems.isEmpty, "\(places)")
            guard problems.isEmpty else { return }
        }
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
