extension DocumentNode {
    /// This document with another laid over it: mappings are merged key by key, anything else is replaced. What comes
    /// from the overlay keeps the overlay's positions, so that a problem is shown where it was written.
    func overlaid(with overlay: DocumentNode) -> DocumentNode {
        guard case .mapping(var entries) = value, case .mapping(let changes) = overlay.value else { return overlay }
        for change in changes {
            if let index = entries.firstIndex(where: { $0.key.name == change.key.name }) {
                let merged = entries[index].value.overlaid(with: change.value)
                // The key keeps the position of the base when the mapping is merged: most of it stands there.
                let key = merged.entries != nil && entries[index].value.entries != nil ? entries[index].key : change.key
                entries[index] = Entry(key: key, value: merged)
            } else {
                entries.append(change)
            }
        }
        var result = self
        result.value = .mapping(entries)
        return result
    }

    /// This mapping without one of its keys.
    func without(_ key: String) -> DocumentNode {
        guard case .mapping(let entries) = value else { return self }
        var result = self
        result.value = .mapping(entries.filter { $0.key.name != key })
        return result
    }
}
