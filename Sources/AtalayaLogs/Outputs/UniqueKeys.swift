/// Makes keys different that are the same.
enum UniqueKeys {
    /// The fields; a key that has been there already gets a number at its end, beginning with 2.
    ///
    /// - Parameter reserved: Keys that somebody else uses: a field called so becomes `record_` and its name.
    static func of(_ fields: [LogField], reserved: Set<String> = []) -> [LogField] {
        if reserved.isEmpty, fields.count < 2 { return fields }
        var seen: Set<String> = reserved
        var result = fields
        for index in fields.indices {
            let key = reserved.contains(fields[index].key) ? "record_\(fields[index].key)" : fields[index].key
            var unique = key
            var number = 2
            while !seen.insert(unique).inserted {
                unique = "\(key)_\(number)"
                number += 1
            }
            // Written only where it differs: an assignment copies.
            if unique != fields[index].key { result[index].key = unique }
        }
        return result
    }

    /// The value with unique keys in every map inside it.
    static func inside(_ value: LogValue) -> LogValue {
        switch value {
        case .array(let values): .array(values.map(inside))
        case .map(let fields): .map(of(fields).map { LogField(key: $0.key, value: inside($0.value)) })
        default: value
        }
    }
}
