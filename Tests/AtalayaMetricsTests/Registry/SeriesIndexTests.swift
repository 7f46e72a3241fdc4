import Synchronization
import Testing

@testable import AtalayaMetrics

struct SeriesIndexTests {
    private final class Child: Sendable {
        let name: String
        init(_ name: String) { self.name = name }
    }

    private final class Flag: Sendable {
        let isSet = Atomic<Bool>(false)
    }

    private static func hash(_ values: [String]) -> UInt64 {
        var hash = LabelHash()
        values.hash(into: &hash)
        return hash.value
    }

    private static func found(_ values: [String], in index: SeriesIndex, hash: UInt64? = nil) -> Child? {
        index.child(of: values, hash: hash ?? Self.hash(values))
            .map { Unmanaged<Child>.fromOpaque($0.toOpaque()).takeRetainedValue() }
    }

    @Test("Random insertions and removals find what a dictionary finds")
    func model() {
        var generator = SeededGenerator(seed: 11)
        let index = SeriesIndex(gate: ReaderGate())
        var model: [[String]: Child] = [:]
        for _ in 0..<30_000 {
            let values = (0..<2).map { _ in "\(Int.random(in: 0..<40, using: &generator))" }
            let hash = Self.hash(values)
            let found = Self.found(values, in: index)
            #expect(found === model[values])
            if found != nil, Bool.random(using: &generator), let entry = index.entry(of: values, hash: hash) {
                index.remove(entry)
                model[values] = nil
            } else if found == nil {
                let child = Child("\(values)")
                index.insert(SeriesEntry(values, hash: hash, child: child))
                model[values] = child
            }
            #expect(index.count == model.count)
        }
        #expect(Set(index.entries.map(\.values)) == Set(model.keys))
        index.removeAll()
        #expect(index.count == 0)
        #expect(model.keys.allSatisfy { Self.found($0, in: index) == nil })
    }

    @Test("Keys whose hashes are equal are told apart")
    func collisions() {
        let index = SeriesIndex(gate: ReaderGate())
        // Bytes decide: "é" in its two spellings is two values, and so are values cut at different places.
        let keys = [
            ["é", ""], ["e\u{301}", ""], ["ab", "c"], ["a", "bc"], ["", "abc"], ["abc", ""], ["", ""], [""],
            ["a value longer than a word", "x"], ["a value longer than a worD", "x"], ["abc", "", ""],
        ]
        for values in keys {
            #expect(Self.found(values, in: index, hash: 5) == nil)
            index.insert(SeriesEntry(values, hash: 5, child: Child("\(values)")))
        }
        for values in keys { #expect(Self.found(values, in: index, hash: 5)?.name == "\(values)") }
    }

    @Test("Lists of values of every length hash and match as the array of them")
    func lists() {
        let values = ["GET", "/deployments/12345678901234567890", "", "é"]
        func check(_ list: some LabelValueList, _ count: Int) {
            let array = Array(values.prefix(count))
            var hash = LabelHash()
            list.hash(into: &hash)
            #expect(hash.value == Self.hash(array))
            let entry = SeriesEntry(array, hash: 0, child: Child(""))
            defer { entry.free() }
            var key = entry.key
            let matches = list.matches(&key)
            #expect(matches && key.isAtEnd)
            #expect(list.values == array)
            let other = SeriesEntry(Array(array.dropLast()) + ["other"], hash: 0, child: Child(""))
            defer { other.free() }
            var wrong = other.key
            #expect(!(list.matches(&wrong) && wrong.isAtEnd))
        }
        check(OneLabelValue(first: values[0]), 1)
        check(TwoLabelValues(first: values[0], second: values[1]), 2)
        check(ThreeLabelValues(first: values[0], second: values[1], third: values[2]), 3)
        check(FourLabelValues(first: values[0], second: values[1], third: values[2], fourth: values[3]), 4)
    }

    @Test("An instrument that nobody holds goes, one that is held stays and is found again")
    func removeUnheld() throws {
        let index = SeriesIndex(gate: ReaderGate())
        let held = Child("held")
        index.insert(SeriesEntry(["held"], hash: Self.hash(["held"]), child: held))
        index.insert(SeriesEntry(["free"], hash: Self.hash(["free"]), child: Child("free")))
        #expect(index.removeUnheld(index.entries, as: Child.self).map(\.values) == [["held"]])
        #expect(Self.found(["held"], in: index) === held)
        #expect(Self.found(["free"], in: index) == nil)
        #expect(index.count == 1)
    }

    @Test("Lookups beside insertions and removals find the instrument of their values or none, alive")
    func concurrentLookups() async {
        let index = SeriesIndex(gate: ReaderGate())
        let done = Flag()
        let keys = (0..<64).map { ["\($0)", "a value of some length, so that it lies on the heap \($0 % 7)"] }
        let wrong = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    var wrong = 0
                    var round = 0
                    while !done.isSet.load(ordering: .acquiring) || round < 1_000 {
                        let values = keys[round % keys.count]
                        if let child = Self.found(values, in: index), child.name != values[0] { wrong += 1 }
                        round += 1
                        if round % 100 == 0 { await Task.yield() }
                    }
                    return wrong
                }
            }
            group.addTask {
                // One changes the index, as the lock of its table makes sure.
                for round in 0..<20_000 {
                    let values = keys[round * 7919 % keys.count]
                    let hash = Self.hash(values)
                    if let entry = index.entry(of: values, hash: hash) {
                        if round % 5 == 0 {
                            _ = index.removeUnheld([entry], as: Child.self)
                        } else {
                            index.remove(entry)
                        }
                    } else {
                        index.insert(SeriesEntry(values, hash: hash, child: Child(values[0])))
                    }
                    if round % 5_000 == 4_999 { index.removeAll() }
                    if round % 100 == 0 { await Task.yield() }
                }
                done.isSet.store(true, ordering: .releasing)
                return 0
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }

    @Test("Lookups beside insertions and removals give each series one instrument, and lose no increment")
    func concurrent() async throws {
        let registry = MetricsRegistry(configuration: .bare)
        let family = try registry.makeCounterFamily(
            .counter("jobs_total", help: "", labels: [LabelDescriptor("a"), LabelDescriptor("b")]))
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for round in 0..<2_000 {
                        family.with("kept", "\(round % 100)").increment()
                        family.with("brief \(task)", "\(round % 7)").increment()
                        if round % 3 == 0 { family.remove(labels: ["a": "brief \(task)", "b": "\(round % 7)"]) }
                    }
                }
            }
        }
        for value in 0..<100 { #expect(family.with("kept", "\(value)").value == 8 * 20) }
        #expect(registry.rejectionCount(.seriesLimit) == 0)
        #expect(registry.snapshot()["jobs_total"]?.series.count == registry.seriesCount)
    }
}
