/// What a line of statsd says: `name:value|type|@rate|#key:value,…`.
struct StatsdSample: Hashable {
    enum Kind: String { case counter = "c", gauge = "g", timer = "ms", histogram = "h", distribution = "d", set = "s" }

    var name: String
    var kind: Kind
    /// As it stands: a member of a set is any text.
    var text: String
    /// Of 1 in so many events this one was sent; 1 unless said.
    var rate = 1.0
    var tags: [(name: String, value: String)] = []

    static func == (left: StatsdSample, right: StatsdSample) -> Bool {
        left.name == right.name && left.kind == right.kind && left.text == right.text && left.rate == right.rate
            && left.tags.elementsEqual(right.tags) { $0 == $1 }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(text)
    }
}

/// Reads lines of statsd with the tags of DogStatsD.
///
/// Several values of one name may stand in a line, `name:1:2:3|ms`. What DogStatsD adds behind the tags, a container or a
/// time, is read over; its events and service checks are not metrics.
enum StatsdLine {
    static func parse(_ line: some Sequence<UInt8>) -> Result<[StatsdSample], StatsdRefusal> {
        guard let text = String(validating: Array(line), as: UTF8.self) else { return .failure(.init(.malformed)) }
        guard !text.hasPrefix("_e{"), !text.hasPrefix("_sc|") else { return .failure(.init(.unsupported)) }
        let parts = text.split(separator: "|", omittingEmptySubsequences: false)
        guard parts.count >= 2 else { return .failure(.init(.malformed)) }
        let head = parts[0].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard head.count >= 2, !head[0].isEmpty, !head.dropFirst().contains("") else {
            return .failure(.init(.malformed))
        }
        guard let kind = StatsdSample.Kind(rawValue: String(parts[1])) else {
            // A second sample behind the first, as plain statsd never sends it, is no type.
            return .failure(.init(parts[1].contains(":") ? .malformed : .unsupported))
        }
        // A member of a set may have colons in it.
        let values = kind == .set ? [head.dropFirst().joined(separator: ":")] : Array(head.dropFirst())
        var sample = StatsdSample(name: head[0], kind: kind, text: "")
        for part in parts.dropFirst(2) {
            switch part.first {
            case "@":
                guard let rate = Double(part.dropFirst()), rate > 0, rate <= 1 else {
                    return .failure(.init(.invalidValue))
                }
                sample.rate = rate
            case "#":
                for tag in part.dropFirst().split(separator: ",") {
                    let pair = tag.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                    // A tag without a value is there: that is its value.
                    sample.tags.append((String(pair[0]), pair.count == 2 ? String(pair[1]) : "true"))
                }
            case "c", "T", "e": continue
            default: return .failure(.init(.malformed))
            }
        }
        return .success(
            values.map {
                sample.text = $0
                return sample
            })
    }
}

/// A line that was not taken.
struct StatsdRefusal: Error {
    let reason: StatsdReason
    init(_ reason: StatsdReason) { self.reason = reason }
}
