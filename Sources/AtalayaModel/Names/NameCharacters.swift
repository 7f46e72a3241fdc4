/// The character classes of Prometheus' data model, over ASCII bytes.
extension UInt8 {
    var isNameStart: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
            || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
            || self == UInt8(ascii: "_")
    }

    var isNameContinuation: Bool {
        isNameStart || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }
}

extension String {
    /// Whether this is a metric's name to every Prometheus: `[a-zA-Z_:][a-zA-Z0-9_:]*`.
    package var isLegacyMetricName: Bool {
        let colon = UInt8(ascii: ":")
        guard let first = utf8.first, first.isNameStart || first == colon else { return false }
        return utf8.allSatisfy { $0.isNameContinuation || $0 == colon }
    }

    /// Whether this is a label's name to every Prometheus: `[a-zA-Z_][a-zA-Z0-9_]*`.
    package var isLegacyLabelName: Bool {
        guard let first = utf8.first, first.isNameStart else { return false }
        return utf8.allSatisfy(\.isNameContinuation)
    }

    /// The text in quotes, cut to a length that fits an error message.
    var quotedForMessage: String {
        let charactersMax = 80
        return count > charactersMax ? "\"\(prefix(charactersMax))…\"" : "\"\(self)\""
    }

    /// `hasSuffix` without the canonical-equivalence work of `String` comparison; names are ASCII.
    func hasASCIISuffix(_ suffix: String) -> Bool {
        utf8.count >= suffix.utf8.count && utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }
}
