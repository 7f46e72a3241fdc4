import Synchronization
import Testing

@testable import AtalayaMetrics

struct SeriesListingTests {
    private static let descriptor = try? MetricDescriptor.counter("c_total", help: "", labels: [LabelDescriptor("a")])

    /// A listing beside the entries that ought to be in it.
    private struct Model {
        let context: InstrumentContext
        let schema: LabelSchema
        var listing: SeriesListing<Counter>
        var there: [SeriesEntry] = []
        var made: [SeriesEntry] = []

        init() throws {
            context = try .test
            schema = LabelSchema(try #require(descriptor), labelValueBytesMax: 100)
            listing = SeriesListing(name: "c_total", schema: schema)
        }

        mutating func add(_ count: Int) {
            for _ in 0..<count {
                let entry = SeriesEntry(["\(made.count)"], hash: 0, child: Counter(context: context))
                made.append(entry)
                there.append(entry)
                listing.add(entry)
            }
        }

        mutating func remove(at index: Int) -> SeriesEntry {
            let entry = there.remove(at: index)
            listing.remove(entry)
            return entry
        }

        /// As when a series expires and is written again.
        mutating func readd(at index: Int) {
            let entry = remove(at: index)
            there.append(entry)
            listing.add(entry)
        }

        mutating func clear() {
            there = []
            listing.removeAll(name: "c_total", schema: schema)
        }

        mutating func update() -> SeriesListing<Counter>.Listed {
            var update = listing.begin()
            while listing.take(into: &update) {}
            let listed = update.listed(name: "c_total", schema: schema)
            listing.end(update, with: listed)
            return listed
        }

        func expect(_ listed: SeriesListing<Counter>.Listed) {
            let expected = there.sorted { $0.values[0] < $1.values[0] }
            let values = (0..<listed.labels.count).map { listed.labels.labelSet(at: $0)["a"] }
            // Not the lists themselves: a failure would print them.
            let hasRightValues = values == expected.map(\.values[0])
            #expect(hasRightValues)
            var children = [Counter?](repeating: nil, count: expected.count)
            for (child, place) in zip(listed.children, listed.places) { children[Int(place)] = child }
            let hasRightChildren = zip(children, expected).allSatisfy { $0 === $1.child(as: Counter.self) }
            #expect(hasRightChildren && children.count == expected.count)
        }
    }

    @Test("Whatever comes, leaves and comes back while the list is put in order, the next list says what is there")
    func interleaved() throws {
        var generator = SeededGenerator(seed: 5)
        var model = try Model()
        for _ in 0..<20 {
            var update = model.listing.begin()
            var hasMore = true
            while hasMore {
                #expect(model.listing.current == nil)
                hasMore = model.listing.take(into: &update)
                change(&model, &generator)
                if Bool.random(using: &generator) { hasMore = hasMore || model.listing.take(into: &update) }
            }
            let listed = update.listed(name: "c_total", schema: model.schema)
            change(&model, &generator)
            model.listing.end(update, with: listed)
            model.expect(model.update())
            #expect(model.listing.current?.labels.count == model.there.count)
        }
        for entry in model.made { entry.free() }
    }

    private func change(_ model: inout Model, _ generator: inout SeededGenerator) {
        switch Int.random(in: 0..<40, using: &generator) {
        case 0: model.clear()
        case 1..<5: model.add(Int.random(in: 0..<2_500, using: &generator))
        case 5..<15: model.add(3)
        default:
            for _ in 0..<20 where !model.there.isEmpty {
                let index = model.there.indices.randomElement(using: &generator) ?? 0
                if Bool.random(using: &generator) { model.readd(at: index) } else { _ = model.remove(at: index) }
            }
        }
    }

    @Test("New series are taken a batch at a time, so that the lock is held for no longer than that takes")
    func batches() throws {
        var model = try Model()
        let batch = SeriesListing<Counter>.batch
        model.add(3 * batch + 1)
        var update = model.listing.begin()
        var takes = 1
        while model.listing.take(into: &update) { takes += 1 }
        #expect(takes == 4)
        for entry in model.made { entry.free() }
    }

    @Test("Series are made, found, written and taken out while a scrape puts others in order")
    func ordering() throws {
        let registry = MetricsRegistry(configuration: .bare)
        let table = try registry.table(try #require(Self.descriptor), of: Counter.self)
        // What the scrape holds meanwhile.
        table.ordering.withLock { _ in
            table.child(of: ["1"]).increment()
            table.child(of: ["2"]).increment()
            #expect(table.remove(["a": "2"]))
            #expect(table.expire(idleFor: .seconds(1), now: UnixTime(nanoseconds: 0)) == 0)
        }
        #expect(registry.text(PlainTextFormat()) == "# TYPE c_total counter\nc_total{a=\"1\"} 1\n")
    }
}
