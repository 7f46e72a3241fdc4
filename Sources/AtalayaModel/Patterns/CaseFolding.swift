/// Which scalars are the same letter when case does not matter: Unicode's simple case folding, as RE2 uses it.
///
/// Two scalars are the same letter when their keys are equal. The key is the lower case of the upper case, each only
/// where it is one scalar: so K, k and the Kelvin sign fall together, and so do both small sigmas.
enum CaseFolding {
    /// The set with all forms of its letters.
    static func folded(_ set: ScalarSet) -> ScalarSet {
        var work = 0
        return folded(set, work: &work)
    }

    /// - Parameter work: Is increased by the number of ranges that were looked at and added.
    static func folded(_ set: ScalarSet, work: inout Int) -> ScalarSet {
        var result = set
        var added: [ClosedRange<UInt32>] = []
        for range in set.ranges {
            if range.upperBound < 0x80 {
                addASCII(range, to: &added)
            } else {
                var index = firstForm(from: range.lowerBound)
                while index < forms.count, forms[index].scalar <= range.upperBound {
                    for other in letters[forms[index].key] ?? [] { added.append(other...other) }
                    index += 1
                }
            }
        }
        work += set.ranges.count + added.count
        if !added.isEmpty { result.formUnion(ScalarSet(added)) }
        return result
    }

    private static func firstForm(from scalar: UInt32) -> Int {
        var low = 0
        var high = forms.count
        while low < high {
            let middle = (low + high) / 2
            if forms[middle].scalar < scalar { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func addASCII(_ range: ClosedRange<UInt32>, to ranges: inout [ClosedRange<UInt32>]) {
        for scalar in range {
            switch scalar {
            case 0x41...0x5A: ranges.append((scalar + 0x20)...(scalar + 0x20))
            case 0x61...0x7A: ranges.append((scalar - 0x20)...(scalar - 0x20))
            default: continue
            }
            if scalar | 0x20 == 0x6B { ranges.append(0x212A...0x212A) }
            if scalar | 0x20 == 0x73 { ranges.append(0x17F...0x17F) }
        }
    }

    private struct Form {
        var scalar: UInt32
        var key: UInt32
    }

    /// Every scalar that shares its letter with another one; made when the first pattern needs it. Letters with case
    /// are all below U+1F000.
    private static let forms: [Form] = {
        var byKey: [UInt32: [UInt32]] = [:]
        for value in UInt32(0)..<0x1F000 {
            guard let scalar = Unicode.Scalar(value), let key = key(of: scalar) else { continue }
            byKey[key, default: []].append(value)
        }
        return byKey.filter { $0.value.count > 1 }
            .flatMap { key, scalars in scalars.map { Form(scalar: $0, key: key) } }
            .sorted { $0.scalar < $1.scalar }
    }()

    private static let letters: [UInt32: [UInt32]] = Dictionary(grouping: forms, by: \.key)
        .mapValues { $0.map(\.scalar) }

    /// `nil` for what has no case. The dotted and dotless i of Turkish are letters of their own.
    private static func key(of scalar: Unicode.Scalar) -> UInt32? {
        guard scalar.value != 0x130, scalar.value != 0x131 else { return nil }
        let properties = scalar.properties
        guard properties.changesWhenCaseMapped || properties.changesWhenCaseFolded else { return nil }
        let upper = single(properties.uppercaseMapping) ?? scalar
        return (single(upper.properties.lowercaseMapping) ?? upper).value
    }

    private static func single(_ mapping: String) -> Unicode.Scalar? {
        mapping.unicodeScalars.count == 1 ? mapping.unicodeScalars.first : nil
    }
}
