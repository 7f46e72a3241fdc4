/// The classes of characters that have a name in RE2's syntax.
enum CharacterClasses {
    static let digits = ScalarSet([0x30...0x39])
    static let spaces = ScalarSet([0x09...0x0A, 0x0C...0x0D, 0x20...0x20])
    static let wordCharacters = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])

    /// The class of `\d`, `\s` or `\w`.
    static func perl(_ letter: String) -> ScalarSet? {
        switch letter {
        case "d": digits
        case "s": spaces
        case "w": wordCharacters
        default: nil
        }
    }

    /// The class of `[:alpha:]` and its like.
    static let posix: [String: ScalarSet] = [
        "alnum": ScalarSet([0x30...0x39, 0x41...0x5A, 0x61...0x7A]),
        "alpha": ScalarSet([0x41...0x5A, 0x61...0x7A]),
        "ascii": ScalarSet([0x00...0x7F]),
        "blank": ScalarSet([0x09...0x09, 0x20...0x20]),
        "cntrl": ScalarSet([0x00...0x1F, 0x7F...0x7F]),
        "digit": digits,
        "graph": ScalarSet([0x21...0x7E]),
        "lower": ScalarSet([0x61...0x7A]),
        "print": ScalarSet([0x20...0x7E]),
        "punct": ScalarSet([0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]),
        "space": ScalarSet([0x09...0x0D, 0x20...0x20]),
        "upper": ScalarSet([0x41...0x5A]),
        "word": wordCharacters,
        "xdigit": ScalarSet([0x30...0x39, 0x41...0x46, 0x61...0x66]),
    ]

    /// The class of `\p{L}` and its like: a general category, or a group of them.
    static func unicode(_ name: String) -> ScalarSet? {
        switch name {
        case "Any": .all
        // Halves of pairs, which no UTF-8 has.
        case "Cs": ScalarSet()
        default: categories[name]
        }
    }

    /// Made when the first pattern needs it, by asking every scalar once.
    private static let categories: [String: ScalarSet] = {
        var ranges: [String: [ClosedRange<UInt32>]] = [:]
        var current = ""
        var start: UInt32 = 0
        func close(before end: UInt32) {
            guard !current.isEmpty, end > start else { return }
            ranges[current, default: []].append(start...(end - 1))
            ranges[String(current.prefix(1)), default: []].append(start...(end - 1))
        }
        for value in UInt32(0)...ScalarSet.highest {
            let category = Unicode.Scalar(value).map { code(of: $0.properties.generalCategory) } ?? ""
            if category != current {
                close(before: value)
                current = category
                start = value
            }
        }
        close(before: ScalarSet.highest + 1)
        return ranges.mapValues { ScalarSet($0) }
    }()

    /// Empty for what is assigned to nothing: RE2 has no name for that.
    private static func code(of category: Unicode.GeneralCategory) -> String {
        switch category {
        case .uppercaseLetter: "Lu"
        case .lowercaseLetter: "Ll"
        case .titlecaseLetter: "Lt"
        case .modifierLetter: "Lm"
        case .otherLetter: "Lo"
        case .nonspacingMark: "Mn"
        case .spacingMark: "Mc"
        case .enclosingMark: "Me"
        case .decimalNumber: "Nd"
        case .letterNumber: "Nl"
        case .otherNumber: "No"
        case .connectorPunctuation: "Pc"
        case .dashPunctuation: "Pd"
        case .openPunctuation: "Ps"
        case .closePunctuation: "Pe"
        case .initialPunctuation: "Pi"
        case .finalPunctuation: "Pf"
        case .otherPunctuation: "Po"
        case .mathSymbol: "Sm"
        case .currencySymbol: "Sc"
        case .modifierSymbol: "Sk"
        case .otherSymbol: "So"
        case .spaceSeparator: "Zs"
        case .lineSeparator: "Zl"
        case .paragraphSeparator: "Zp"
        case .control: "Cc"
        case .format: "Cf"
        case .privateUse: "Co"
        default: ""
        }
    }
}
