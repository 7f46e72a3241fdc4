/// The parameters of a request's query, `name[]=up&name[]=go_goroutines`, percent-decoded.
struct QueryParameters {
    private static let parametersMax = 1_024

    private var parameters: [(name: String, value: String)] = []

    init(_ query: String) {
        for part in query.utf8.split(separator: UInt8(ascii: "&")).prefix(Self.parametersMax) {
            let name = part.prefix { $0 != UInt8(ascii: "=") }
            self.parameters.append((Self.decoded(name), Self.decoded(part.dropFirst(name.count + 1))))
        }
    }

    func values(of name: String) -> [String] {
        self.parameters.filter { $0.name == name }.map(\.value)
    }

    private static func decoded(_ text: Substring.UTF8View) -> String {
        var bytes: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+") {
                bytes.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"), let value = UInt8(String(Substring(rest.prefix(2))), radix: 16),
                rest.count >= 2
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
