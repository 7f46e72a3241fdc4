import Testing

@testable import AtalayaMetrics

struct ReaderGateTests {
    @Test("Without readers memory is freed at once")
    func quiet() {
        let gate = ReaderGate()
        for _ in 0..<10 {
            gate.retire(.words(.allocate(8)))
            #expect(gate.retired == 0)
        }
        #expect(gate.isClear())
    }

    @Test("What was retired while a reader was in the gate waits until it has left")
    func reader() {
        let gate = ReaderGate()
        let cell = gate.enter()
        #expect(!gate.isClear())
        for count in 1...5 {
            gate.retire(.words(.allocate(8)))
            #expect(gate.retired == count)
        }
        gate.leave(cell)
        gate.retire(.words(.allocate(8)))
        #expect(gate.retired == 0)
    }

    @Test("Readers that come and go without a pause do not keep memory for ever")
    func relay() {
        let gate = ReaderGate()
        var cell = gate.enter()
        for _ in 0..<100 {
            // The next comes before the last has left: there is always one.
            let next = gate.enter()
            gate.leave(cell)
            cell = next
            gate.retire(.words(.allocate(8)))
            #expect(gate.retired < 4)
        }
        gate.leave(cell)
    }

    @Test("An instrument is released when its entry is freed, not before")
    func release() {
        final class Child {}
        weak var child: Child?
        let gate = ReaderGate()
        let cell = gate.enter()
        do {
            let made = Child()
            child = made
            gate.retire(.entry(SeriesEntry(["a"], hash: 1, child: made)))
        }
        #expect(child != nil)
        gate.leave(cell)
        gate.retire(.words(.allocate(1)))
        #expect(child == nil)
    }
}
