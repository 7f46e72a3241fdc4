import Testing

@testable import AtalayaMetrics

struct SharingTests {
    @Test("Undisturbed, probing ends and no line is made")
    func calm() {
        let sharing = Sharing()
        var isCalm = sharing.isCalm
        #expect(!isCalm)
        for _ in 0..<5_000 { sharing.probe { false } }
        isCalm = sharing.isCalm
        #expect(isCalm)
        let lineCount = sharing.lineCount
        #expect(lineCount == 0)
        sharing.probeAgain()
        isCalm = sharing.isCalm
        #expect(!isCalm)
    }

    @Test("Disturbed often enough, it is spread over lines; seldom, it is not")
    func contention() {
        let seldom = Sharing()
        for round in 0..<5_000 { seldom.probe { round % 50 == 0 } }
        let none = seldom.lineCount
        #expect(none == 0)
        let often = Sharing()
        for round in 0..<20 { often.probe { round % 5 != 0 } }
        let lineCount = often.lineCount
        #expect(lineCount == 8)
    }

    @Test("Threads that still meet get more lines, and that is the end of it")
    func growth() {
        let sharing = Sharing()
        for _ in 0..<10_000 { sharing.collide() }
        let lineCount = sharing.lineCount
        #expect(lineCount == 8 + 64)
    }

    @Test("A counter adds up what came before, between and after its stripes")
    func counter() throws {
        let counter = try Counter(context: .test)
        for amount in [1, 2, 3] as [Int64] {
            for _ in 0..<1_000 { counter.increment() }
            counter.increment(by: amount)
            counter.increment(by: 0.25)
            counter.sharing.stripe()
        }
        let lineCount = counter.sharing.lineCount
        #expect(lineCount == 72)
        #expect(counter.value == 3_006.75)
    }

    @Test("Spreading a counter while it is written and read loses nothing, and it never falls")
    func promotion() async throws {
        let counter = try Counter(context: .test)
        let problems = await withTaskGroup(of: Int.self) { group in
            for task in 0..<3 {
                group.addTask {
                    for round in 0..<20_000 {
                        if task == 0 { counter.increment(by: 0.5) } else { counter.increment() }
                        if round == 5_000 || round == 12_000 { counter.sharing.stripe() }
                        if round % 100 == 0 { await Task.yield() }
                    }
                    return 0
                }
            }
            group.addTask {
                var last = 0.0
                var falls = 0
                while last < 50_000 {
                    let value = counter.value
                    if value < last { falls += 1 }
                    last = value
                    await Task.yield()
                }
                return falls
            }
            return await group.reduce(0, +)
        }
        #expect(problems == 0)
        #expect(counter.value == 50_000)
        let lineCount = counter.sharing.lineCount
        #expect(lineCount == 72)
    }
}
