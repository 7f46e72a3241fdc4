/// The forms that texts of Kubernetes objects have.
extension TextForm {
    /// A DNS label: `web-1`, at most 63 letters. Names of containers, ports' services and volumes.
    static let dnsLabel = TextForm("k8s-name") { text in
        isDNSLabel(text)
            ? nil
            : "'\(text)' is not a name of lower-case letters, digits and '-', at most 63, that begins and ends without '-'"
    }

    /// DNS labels with dots, at most 253 letters: the names of most objects.
    static let dnsSubdomain = TextForm("k8s-name") { text in
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 253, parts.allSatisfy({ isDNSLabel(String($0), most: 253) }) else {
            return "'\(text)' is not a name of lower-case letters, digits, '-' and '.', at most 253"
        }
        return nil
    }

    /// The key of a label or annotation: `name`, or `example.com/name`.
    static let qualifiedKey = TextForm("k8s-label") { text in
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let isPrefixed = parts.count == 2 && dnsSubdomain.problem(parts[0]) == nil
        guard parts.count == 1 || isPrefixed, isLabelText(parts[parts.count - 1], isEmptyAllowed: false) else {
            return "'\(text)' is not the key of a label: [prefix/]name, at most 63 letters, digits, '-', '_' and '.'"
        }
        return nil
    }

    static let labelText = TextForm("k8s-label") { text in
        isLabelText(text, isEmptyAllowed: true)
            ? nil
            : "'\(text)' is not the value of a label: at most 63 letters, digits, '-', '_' and '.', a letter or digit at both ends"
    }

    /// The name of a port: at most 15 letters, one of them at least a letter.
    static let portName = TextForm("k8s-port-name") { text in
        isPortName(text)
            ? nil
            : "'\(text)' is not the name of a port: at most 15 lower-case letters, digits and '-', with a letter in it"
    }

    /// A number from 1 to 65535, or the name of a port.
    static let portOrName = TextForm("k8s-port") { text in
        if let number = Int(text) {
            return (1...65_535).contains(number) ? nil : "\(number) is not a port: 1 to 65535"
        }
        return isPortName(text) ? nil : "'\(text)' is neither a port nor the name of one"
    }

    static let portNumber = TextForm("k8s-port") { text in
        Int(text).map((1...65_535).contains) == true ? nil : "'\(text)' is not a port: 1 to 65535"
    }

    /// `500m`, `1.5Gi`, `2`: numbers with the units of Kubernetes.
    static let quantity = TextForm("k8s-quantity") { text in
        isQuantity(text) ? nil : "'\(text)' is not a quantity such as 500m, 2 or 256Mi"
    }

    /// A number, or a share such as `25%`.
    static let countOrShare = TextForm("k8s-share") { text in
        let number = text.hasSuffix("%") ? Int(text.dropLast()) : Int(text)
        return number.map { $0 >= 0 } == true ? nil : "'\(text)' is neither a whole number nor a share such as \"25%\""
    }

    /// Go's own durations: `1m30s`, `1.5h`; also a bare number of seconds for Argo, and an argument of an analysis.
    static let argoDuration = TextForm("k8s-duration") { text in
        var rest = text.utf8[...]
        if Int(text) != nil || text.contains("{{") && text.contains("}}") { return nil }
        let problem = "'\(text)' is not a duration such as 30s or 1h30m"
        guard !rest.isEmpty else { return problem }
        while !rest.isEmpty {
            let number = rest.prefix { ($0 >= 0x30 && $0 <= 0x39) || $0 == UInt8(ascii: ".") }
            rest = rest.dropFirst(number.count)
            let unit = Substring(rest.prefix { $0 >= 0x61 && $0 <= 0x7A })
            guard !number.isEmpty, ["ns", "us", "ms", "s", "m", "h"].contains(unit) else { return problem }
            rest = rest.dropFirst(unit.utf8.count)
        }
        return nil
    }

    static let base64 = TextForm("k8s-secret-data") { text in
        let body = text.utf8.filter { $0 != 0x0A && $0 != 0x0D && $0 != 0x20 }
        let letters = body.prefix { $0 != UInt8(ascii: "=") }
        let isAlphabet = letters.allSatisfy {
            PlaceOf.letter($0) || PlaceOf.digit($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/")
        }
        guard body.count % 4 == 0, isAlphabet, body.count - letters.count <= 2 else {
            return "the value is not base64; plain text goes into 'stringData'"
        }
        return nil
    }

    private enum PlaceOf {
        static func digit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
        static func lower(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }
        static func letter(_ byte: UInt8) -> Bool { lower(byte | 0x20) && byte >= 0x41 }
    }

    private static func isDNSLabel(_ text: String, most: Int = 63) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, let last = bytes.last, bytes.count <= most else { return false }
        return first != UInt8(ascii: "-") && last != UInt8(ascii: "-")
            && bytes.allSatisfy { PlaceOf.lower($0) || PlaceOf.digit($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isLabelText(_ text: String, isEmptyAllowed: Bool) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, let last = bytes.last else { return isEmptyAllowed }
        func isEnd(_ byte: UInt8) -> Bool { PlaceOf.letter(byte) || PlaceOf.digit(byte) }
        return bytes.count <= 63 && isEnd(first) && isEnd(last)
            && bytes.allSatisfy { isEnd($0) || "-_.".utf8.contains($0) }
    }

    private static func isPortName(_ text: String) -> Bool {
        isDNSLabel(text, most: 15) && text.utf8.contains(where: PlaceOf.lower) && !text.contains("--")
    }

    private static func isQuantity(_ text: String) -> Bool {
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let number = rest.prefix { PlaceOf.digit($0) || $0 == UInt8(ascii: ".") }
        guard number.contains(where: PlaceOf.digit), number.count(where: { $0 == UInt8(ascii: ".") }) <= 1 else {
            return false
        }
        let unit = String(Substring(rest.dropFirst(number.count)))
        if ["", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].contains(unit) {
            return true
        }
        return (unit.hasPrefix("e") || unit.hasPrefix("E")) && Int(unit.dropFirst()) != nil
    }
}
