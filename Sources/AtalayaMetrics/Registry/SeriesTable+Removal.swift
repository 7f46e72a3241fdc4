import Synchronization

/// Taking series out: by their labels, all that match, all at once, and those that nobody writes any more.
extension SeriesTable {
    /// Takes a series out. Its instrument still works for who holds it, and is no longer exposed.
    func remove(_ labels: [String: String]) -> Bool {
        guard let values = try? schema.values(of: labels) else { return false }
        var hash = LabelHash()
        values.hash(into: &hash)
        return state.withLock { state in
            guard let entry = index.entry(of: values, hash: hash.value) else { return false }
            takeOut(entry, &state)
            return true
        }
    }

    /// Takes out every series whose labels include these, and says how many those were. An empty value is an absent label.
    func removeAll(matching labels: [String: String]) -> Int {
        var wanted: [(position: Int, value: String)] = []
        for (name, value) in labels {
            if let position = schema.labels.firstIndex(where: { $0.name.rawValue == name }) {
                wanted.append((position, value))
            } else if !value.isEmpty {
                return 0
            }
        }
        return state.withLock { state in
            let matching = index.entries.filter { entry in
                let values = entry.values
                return wanted.allSatisfy { values[$0.position].utf8.elementsEqual($0.value.utf8) }
            }
            for entry in matching { takeOut(entry, &state) }
            return matching.count
        }
    }

    /// Takes all series out.
    func removeAll() {
        state.withLock { state in
            if !state.isDetached { budget.giveBack(state.budgeted) }
            state.budgeted = 0
            state.overflow = nil
            state.listing.removeAll(name: descriptor.name.rawValue, schema: schema)
            state.hidden = EntryShelf(.hidden)
            index.removeAll()
            removals.count()
        }
    }

    private func takeOut(_ entry: SeriesEntry, _ state: inout State) {
        if entry.shelf == .hidden { state.hidden.remove(entry) } else { state.listing.remove(entry) }
        index.remove(entry)
        giveBack(1, &state)
        removals.count()
    }

    // MARK: Expiry

    /// Hides the series that were not written for a time, and says how many; frees those that were hidden before, if
    /// nobody holds their instruments.
    ///
    /// What is hidden is not exposed but still there: who holds the instrument, or looks it up, may go on writing, and
    /// then it is exposed again, its value continued (``unhideWritten(_:)``). So no write is ever lost to expiry.
    func expire(idleFor idle: Duration, now: UnixTime) -> Int {
        // What is said once about a whole metric does not expire, and neither does the overflow series.
        if schema.labels.isEmpty { return 0 }
        return state.withLock { state in
            unhideWritten(&state)
            free(&state)
            var expired = 0
            for entry in index.entries where entry.shelf != .hidden {
                guard let mark = entry.child(as: Child.self).activity else { continue }
                // A clock that was set back starts the time anew.
                guard let last = entry.activity, last.mark == mark, last.since <= now else {
                    entry.activity = (mark, now)
                    continue
                }
                guard last.since.advanced(by: idle) <= now else { continue }
                state.listing.remove(entry)
                state.hidden.add(entry)
                expired += 1
            }
            return expired
        }
    }

    /// Takes out the hidden series whose instruments nobody holds.
    private func free(_ state: inout State) {
        if state.hidden.entries.isEmpty { return }
        let hidden = state.hidden.takeFirst(.max)
        let kept = index.removeUnheld(hidden, as: Child.self)
        for entry in kept { state.hidden.add(entry) }
        giveBack(hidden.count - kept.count, &state)
    }

    /// Exposes the hidden series again that were written meanwhile.
    func unhideWritten(_ state: inout State) {
        for entry in state.hidden.entries where entry.child(as: Child.self).activity != entry.activity?.mark {
            // Since when is for the next sweep to say.
            entry.activity = nil
            state.hidden.remove(entry)
            state.listing.add(entry)
        }
    }
}
