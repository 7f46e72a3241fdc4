import Synchronization

/// The exemplars of one series: a slot for each bucket, one for a counter. An empty reference until the first one comes.
struct ExemplarStore: ~Copyable, Sendable {
    private final class Slots: Sendable {
        let slots: [ExemplarSlot]

        init(count: Int) {
            slots = (0..<count).map { _ in ExemplarSlot() }
        }
    }

    private let lazySlots = AtomicLazyReference<Slots>()

    private func slots(_ count: Int, _ context: InstrumentContext) -> [ExemplarSlot] {
        if let slots = lazySlots.load() { return slots.slots }
        context.hasExemplars.store(true, ordering: .relaxed)
        return lazySlots.storeIfNil(Slots(count: count)).slots
    }

    /// Looks whether the current trace is to be kept for this value. Only where there is a sampler.
    @inline(never)
    func sample(_ value: Double, slot: Int, of count: Int = 1, _ context: InstrumentContext) {
        guard let sampler = context.sampler, !value.isNaN else { return }
        slots(count, context)[slot].sample(value, by: sampler, of: context)
    }

    /// Keeps an exemplar that was given; a wrong one is dropped and counted.
    func put(
        _ value: Double, _ labels: [String: String], slot: Int, of count: Int = 1, _ context: InstrumentContext
    ) {
        guard !value.isNaN, let exemplar = context.exemplar(value, labels, at: context.time) else { return }
        slots(count, context)[slot].put(exemplar, keptAtMost: context.sampler?.keptAtMost)
    }

    /// Those that are there, by slot.
    func exemplars(_ context: InstrumentContext, at now: UnixTime?) -> [Int: Exemplar] {
        guard let slots = lazySlots.load()?.slots else { return [:] }
        var exemplars: [Int: Exemplar] = [:]
        for (index, slot) in slots.enumerated() {
            exemplars[index] = slot.exemplar(at: now, keptAtMost: context.sampler?.keptAtMost)
        }
        return exemplars
    }
}

/// An instrument whose series have exemplars.
protocol ExemplarHolder {
    var context: InstrumentContext { get }
    /// By bucket; a counter's is at 0.
    func exemplars(at now: UnixTime?) -> [Int: Exemplar]
}

extension ExemplarHolder {
    /// Those of several series of one metric, by the position of the series. Nobody is asked where there never was one.
    static func exemplars(of holders: [Self], at places: [UInt32]) -> [Int: [Int: Exemplar]] {
        guard let context = holders.first?.context, context.hasExemplars.load(ordering: .relaxed) else { return [:] }
        let now = context.time
        var exemplars: [Int: [Int: Exemplar]] = [:]
        for (holder, place) in zip(holders, places) {
            let own = holder.exemplars(at: now)
            if !own.isEmpty { exemplars[Int(place)] = own }
        }
        return exemplars
    }
}

extension InstrumentContext {
    /// What time it is, if anybody knows.
    var time: UnixTime? { sampler?.now() ?? now?() }

    /// An exemplar with these labels, nil and counted if they cannot be an exemplar's.
    func exemplar(_ value: Double, _ labels: [String: String], at time: UnixTime?) -> Exemplar? {
        do throws(MetricsError) {
            let labels = try LabelSet(labels.map { (key: $0.key, value: $0.value) })
            return try Exemplar(labels: labels, value: value, timestamp: time)
        } catch {
            reject(error.reason, error.message)
            return nil
        }
    }
}
